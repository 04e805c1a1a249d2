using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Workflows.Protocol;
using Monolith.Workflows.Tests.Dapr.Grpc;

namespace Monolith.Workflows.Tests.Dapr;

/// <summary>A sidecar that does what a test says and nothing else, for what a well-behaved one never does.</summary>
internal sealed class ScriptedSidecar : IAsyncDisposable
{
    private readonly WebApplication _http;
    private readonly ConcurrentQueue<string> _calls = new();
    private GrpcServer? _grpc;

    private ScriptedSidecar(WebApplication http) => _http = http;

    /// <summary>Whether the sidecar says that the app may call it.</summary>
    public bool IsHealthy { get; set; } = true;

    /// <summary>The status of Hello.</summary>
    public int HelloStatus { get; set; }

    /// <summary>The status of each completion, by how many there were before it.</summary>
    public Func<int, int> CompletionStatus { get; set; } = _ => 0;

    /// <summary>The work for the worker, as it travels.</summary>
    public Channel<byte[]> Work { get; } = Channel.CreateUnbounded<byte[]>();

    /// <summary>Every gRPC method that was called, in order.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    /// <summary>Every completion of an activity that came, accepted or not.</summary>
    public ConcurrentQueue<ActivityResponse> Completions { get; } = new();

    /// <summary>How many streams are open.</summary>
    public int OpenStreams => _openStreams;

    private int _openStreams;

    /// <summary>Where the app finds it.</summary>
    public Dictionary<string, string?> Environment =>
        new(StringComparer.Ordinal)
        {
            ["DAPR_HTTP_ENDPOINT"] = _http.Urls.Single(),
            ["DAPR_GRPC_ENDPOINT"] = _grpc!.Address.AbsoluteUri,
        };

    public static async Task<ScriptedSidecar> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        var http = builder.Build();
        var sidecar = new ScriptedSidecar(http);
        http.MapGet(
            "/v1.0/healthz/outbound",
            () => sidecar.IsHealthy ? Results.NoContent() : Results.StatusCode(StatusCodes.Status500InternalServerError)
        );
        await http.StartAsync();
        sidecar._grpc = await GrpcServer.StartAsync(sidecar.AnswerAsync);
        return sidecar;
    }

    /// <summary>Hands the worker an activity.</summary>
    public void Send(ActivityRequest request, string completionToken = "") =>
        Send(new WorkItem { ActivityRequest = request, CompletionToken = completionToken });

    /// <summary>Hands the worker any message.</summary>
    public void Send(IMessage message) => Work.Writer.TryWrite(GrpcServer.Frame(message));

    public async ValueTask DisposeAsync()
    {
        await _grpc!.DisposeAsync();
        await _http.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var method = context.Request.Path.Value!.Split('/')[^1];
        _calls.Enqueue(method);
        switch (method)
        {
            case "Hello" when HelloStatus == 0:
                await GrpcServer.AnswerAsync(context, new Empty());
                break;
            case "Hello":
                Fail(context, HelloStatus);
                break;
            case "GetWorkItems":
                await SendWorkAsync(context);
                break;
            case "CompleteActivityTask":
                var status = CompletionStatus(Completions.Count);
                Completions.Enqueue(
                    ActivityResponse.Parser.ParseFrom(await GrpcServer.ReadMessageAsync(context.Request))
                );
                if (status == 0)
                {
                    await GrpcServer.AnswerAsync(context, new CompleteTaskResponse());
                }
                else
                {
                    Fail(context, status);
                }

                break;
            default:
                Fail(context, status: 12);
                break;
        }
    }

    private async Task SendWorkAsync(HttpContext context)
    {
        Interlocked.Increment(ref _openStreams);
        try
        {
            GrpcServer.Begin(context);
            await context.Response.Body.FlushAsync();
            await foreach (var frame in Work.Reader.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.Body.WriteAsync(frame);
                await context.Response.Body.FlushAsync();
            }

            GrpcServer.End(context);
        }
        catch (OperationCanceledException)
        {
            // The worker has closed the stream.
        }
        finally
        {
            Interlocked.Decrement(ref _openStreams);
        }
    }

    private static void Fail(HttpContext context, int status)
    {
        GrpcServer.Begin(context);
        context.Response.Headers["grpc-status"] = status.ToString();
    }
}
