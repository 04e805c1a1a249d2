using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Platform.Dapr;

namespace Monolith.Runtime.Tests.Dapr;

/// <summary>Answers what a test tells it to and remembers what it was asked. For what a well-behaved sidecar does not do; and it
/// stands for an app beside a sidecar.</summary>
internal sealed class StubSidecar : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(int Status, string Body)> _answers = new();

    private StubSidecar(WebApplication app) => _app = app;

    /// <summary>Every request, in the order in which they came.</summary>
    public ConcurrentQueue<Seen> Requests { get; } = new();

    public Uri Address => new(_app.Urls.Single());

    public static async Task<StubSidecar> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var stub = new StubSidecar(app);
        app.Run(stub.AnswerAsync);
        await app.StartAsync();
        return stub;
    }

    /// <summary>What the next requests are answered, in order. After that, 204.</summary>
    public StubSidecar Answers(int status, string body = "")
    {
        _answers.Enqueue((status, body));
        return this;
    }

    /// <summary>A transport that finds this stub by Dapr's environment variables.</summary>
    public DaprTransport CreateTransport(DaprOptions? options = null, params (string, string)[] environment) =>
        CreateTransport(Address, options ?? new DaprOptions { RetryDelay = TimeSpan.FromMilliseconds(1) }, environment);

    /// <summary>A transport for any address.</summary>
    public static DaprTransport CreateTransport(
        Uri address,
        DaprOptions options,
        params (string Name, string Value)[] environment
    )
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                environment
                    .Append(("DAPR_HTTP_ENDPOINT", address.AbsoluteUri))
                    .Select(e => KeyValuePair.Create(e.Item1, (string?)e.Item2))
            )
            .Build();
        return new DaprTransport(DaprEnvironment.From(configuration), Options.Create(options), TimeProvider.System);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Requests.Enqueue(
            new Seen(
                context.Request.Method,
                context.Request.Path + context.Request.QueryString,
                context.Request.Headers.ToDictionary(
                    h => h.Key,
                    h => h.Value.ToString(),
                    StringComparer.OrdinalIgnoreCase
                ),
                body.ToArray()
            )
        );
        var (status, text) = _answers.TryDequeue(out var answer) ? answer : (204, "");
        context.Response.StatusCode = status;
        if (text.Length > 0)
        {
            await context.Response.WriteAsync(text, context.RequestAborted);
        }
    }

    internal sealed record Seen(
        string Method,
        string Path,
        IReadOnlyDictionary<string, string> Headers,
        ReadOnlyMemory<byte> Body
    );
}
