using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Monolith.Alerting.Tests.Notifications.Support;

/// <summary>A receiver of webhooks that does as it is told. Thread-safe.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Webhook> _received = [];
    private readonly WebApplication _app;

    private WebhookServer(WebApplication app) => _app = app;

    /// <summary>What it does with the nth request, beginning with 1; without it, 200 and <c>thanks</c>.</summary>
    public Func<HttpContext, int, Task>? Answer { get; set; }

    /// <summary>Where it listens.</summary>
    public string Url => $"{_app.Urls.Single()}/hook";

    /// <summary>What came, in order.</summary>
    public IReadOnlyList<Webhook> Received
    {
        get
        {
            lock (_gate)
            {
                return [.. _received];
            }
        }
    }

    public static async Task<WebhookServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new WebhookServer(app);
        app.Run(server.TakeAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Waits until so many requests have come.</summary>
    public Task HasAsync(int count) => Eventually.HoldsAsync(() => Received.Count >= count, $"{count} webhooks came");

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero); // a request that is held on purpose is cut off
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        int number;
        lock (_gate)
        {
            _received.Add(
                new Webhook(
                    http.Request.Path,
                    http.Request.Headers.ToDictionary(
                        h => h.Key,
                        h => h.Value.ToString(),
                        StringComparer.OrdinalIgnoreCase
                    ),
                    body.ToArray()
                )
            );
            number = _received.Count;
        }

        await (Answer is null ? http.Response.WriteAsync("thanks") : Answer(http, number));
    }
}

/// <summary>A webhook that came.</summary>
internal sealed record Webhook(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    public string Key => Headers["webhook-id"];

    public DateTimeOffset At => DateTimeOffset.FromUnixTimeSeconds(long.Parse(Headers["webhook-timestamp"]));

    public string Status => Json["status"]!.GetValue<string>();

    public IReadOnlyList<JsonNode> Alerts => [.. Json["alerts"]!.AsArray().Select(a => a!)];

    public IEnumerable<string> Firing =>
        Alerts.Where(a => $"{a["status"]}" == "firing").Select(a => $"{a["fingerprint"]}");
}
