using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Monolith.DaprSidecar.Tests.Support;

/// <summary>One request that the app has had.</summary>
internal sealed record Received(string Method, string Path, IHeaderDictionary Headers, string Body);

/// <summary>An app that answers as it is told and remembers what it was asked.</summary>
internal sealed class FakeApp : IAsyncDisposable
{
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly ConcurrentDictionary<string, Func<Received, (int Status, string Body)>> _answers = new(
        StringComparer.Ordinal
    );
    private WebApplication _web = null!;

    public int Port { get; private set; }

    /// <summary>Every request so far, in the order of arrival.</summary>
    public IReadOnlyList<Received> All => [.. _received];

    /// <summary>Starts at once, or later at a port that was reserved.</summary>
    public static async Task<FakeApp> StartAsync(int port = 0)
    {
        var app = new FakeApp();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        app._web = builder.Build();
        app._web.Run(app.AnswerAsync);
        await app._web.StartAsync();
        var server = app._web.Services.GetRequiredService<IServer>();
        app.Port = new Uri(server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()).Port;
        return app;
    }

    /// <summary>The requests of one route.</summary>
    public IReadOnlyList<Received> At(string path) => [.. _received.Where(request => request.Path == path)];

    /// <summary>Says how a route answers. Without this it is 404.</summary>
    public FakeApp Answers(string path, int status, string body = "") => Answers(path, _ => (status, body));

    /// <summary>Says how a route answers to each request.</summary>
    public FakeApp Answers(string path, Func<Received, (int Status, string Body)> answer)
    {
        _answers[path] = answer;
        return this;
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var request = new Received(
            context.Request.Method,
            context.Request.Path.Value!,
            new HeaderDictionary(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value)),
            await reader.ReadToEndAsync()
        );
        var (status, body) = _answers.TryGetValue(request.Path, out var answer) ? answer(request) : (404, "");
        _received.Enqueue(request);
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body);
    }
}
