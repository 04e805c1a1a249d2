using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Monolith.Host.Tests.Sending;

/// <summary>A server that takes batches as Monolith does, except where a test tells it to misbehave.</summary>
internal sealed class StubServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Queue<Func<HttpContext, Task>> _misbehaviours = new();
    private readonly List<string> _records = [];

    private StubServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public Uri Url =>
        new(
            _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/"
        );

    /// <summary>The records that it has kept.</summary>
    public IReadOnlyList<string> Records
    {
        get
        {
            lock (_records)
            {
                return [.. _records];
            }
        }
    }

    /// <summary>How many spans it has taken.</summary>
    public int Spans { get; private set; }

    /// <summary>How many requests with records have come.</summary>
    public int Requests { get; private set; }

    /// <summary>The Authorization header of the last request.</summary>
    public string LastKey { get; private set; } = "";

    /// <summary>Called with each record; a reason refuses it.</summary>
    public Func<string, string?> Refuse { get; set; } = _ => null;

    public static async Task<StubServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new StubServer(builder.Build());
        server._app.MapPost("/api/v1/logs", server.AnswerAsync);
        server._app.MapPost(
            "/v1/traces",
            async context =>
            {
                using var json = await JsonDocument.ParseAsync(context.Request.Body);
                server.Spans += json
                    .RootElement.GetProperty("resourceSpans")
                    .EnumerateArray()
                    .SelectMany(r => r.GetProperty("scopeSpans").EnumerateArray())
                    .Sum(s => s.GetProperty("spans").GetArrayLength());
                await context.Response.WriteAsJsonAsync(new { });
            }
        );
        await server._app.StartAsync();
        return server;
    }

    /// <summary>The next request that is not yet spoken for is answered so.</summary>
    public void Next(Func<HttpContext, Task> misbehaviour) => _misbehaviours.Enqueue(misbehaviour);

    /// <summary>The next request gets 503 and a wait of no time.</summary>
    public void NextIsOverloaded() =>
        Next(context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "0";
            return Task.CompletedTask;
        });

    /// <summary>The next request is treated as usual: it keeps a place in the row of those that are not.</summary>
    public void NextIsKept() =>
        Next(async context => await context.Response.WriteAsJsonAsync(await KeepAsync(context)));

    /// <summary>The next request gets a status and nothing else.</summary>
    public void NextIs(int status) =>
        Next(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

    /// <summary>The next batch is kept, but its answer never comes.</summary>
    public void NextAnswerIsLost() =>
        Next(async context =>
        {
            await KeepAsync(context);
            context.Abort();
        });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Requests++;
        LastKey = context.Request.Headers.Authorization.ToString();
        if (_misbehaviours.TryDequeue(out var misbehaviour))
        {
            await misbehaviour(context);
            return;
        }

        await context.Response.WriteAsJsonAsync(await KeepAsync(context));
    }

    private async Task<object> KeepAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var refused = lines
            .Select(
                (line, index) =>
                    new
                    {
                        line = index + 1,
                        reason = Refuse(line),
                        detail = "as told",
                    }
            )
            .Where(refusal => refusal.reason is not null)
            .ToList();
        lock (_records)
        {
            _records.AddRange(lines.Where(line => Refuse(line) is null));
        }

        return new
        {
            accepted = lines.Length - refused.Count,
            dropped = 0,
            rejected = refused.Count,
            rejections = refused,
        };
    }
}
