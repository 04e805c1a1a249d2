using System.Buffers.Binary;
using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Monolith.Workflows.Tests.Dapr.Grpc;

/// <summary>An HTTP/2 server without TLS that answers as a test says, byte for byte.</summary>
internal sealed class GrpcServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GrpcServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<GrpcServer> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, port: 0, listen => listen.Protocols = HttpProtocols.Http2)
        );
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return new GrpcServer(app);
    }

    /// <summary>A message with its header, as it travels.</summary>
    public static byte[] Frame(IMessage message)
    {
        var frame = new byte[5 + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - 5);
        message.WriteTo(frame.AsSpan(5));
        return frame;
    }

    /// <summary>Reads the one message of a request.</summary>
    public static async Task<byte[]> ReadMessageAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return body.ToArray()[5..];
    }

    /// <summary>Begins an answer. Its status follows in the trailers: <see cref="End"/>.</summary>
    public static void Begin(HttpContext context) => context.Response.ContentType = "application/grpc";

    /// <summary>Ends an answer that has begun.</summary>
    public static void End(HttpContext context, int status = 0, string? message = null)
    {
        context.Response.AppendTrailer("grpc-status", status.ToString());
        if (message is not null)
        {
            context.Response.AppendTrailer("grpc-message", message);
        }
    }

    /// <summary>Answers with one message.</summary>
    public static async Task AnswerAsync(HttpContext context, IMessage message)
    {
        Begin(context);
        await context.Response.Body.WriteAsync(Frame(message));
        End(context);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
