using System.Text.Json;

namespace Monolith.Host.Demo;

/// <summary>
/// The pods of the demo's checkout service, as a Kubernetes API lists them (<c>app=checkout</c> in the namespace <c>shop</c>).
/// Those that were there at the first look leak memory after a while: they get slow and fail until they are replaced.
/// </summary>
internal sealed class CheckoutPods : IAsyncDisposable
{
    private const string Path = "api/v1/namespaces/shop/pods?labelSelector=app%3Dcheckout";
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient _http;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _leakFrom;
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<string> _leaking;
    private readonly Task _watching;
    private volatile IReadOnlyList<string> _ready;

    private CheckoutPods(HttpClient http, TimeProvider clock, TimeSpan leakAfter, IReadOnlyList<string> ready)
    {
        (_http, _clock, _ready) = (http, clock, ready);
        _leakFrom = clock.GetUtcNow() + leakAfter;
        _leaking = [.. ready];
        _watching = WatchAsync();
    }

    /// <summary>How many of the requests meet a pod that leaks, or none that is ready: 0 to 1.</summary>
    public double SickShare
    {
        get
        {
            var ready = _ready;
            return ready.Count == 0 ? 1
                : _clock.GetUtcNow() < _leakFrom ? 0
                : (double)ready.Count(_leaking.Contains) / ready.Count;
        }
    }

    /// <summary>Looks for the first time.</summary>
    /// <param name="cluster">The Kubernetes API, as <c>kubectl proxy</c> opens it.</param>
    /// <param name="leakAfter">When the pods begin to leak.</param>
    /// <param name="clock">Measures that.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">The API does not answer.</exception>
    public static async Task<CheckoutPods> StartAsync(
        Uri cluster,
        TimeSpan leakAfter,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var http = new HttpClient { BaseAddress = cluster, Timeout = TimeSpan.FromSeconds(5) };
        return new CheckoutPods(http, clock, leakAfter, await ReadyAsync(http, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
        _http.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(BetweenLooks, _clock, _stop.Token);
                try
                {
                    _ready = await ReadyAsync(_http, _stop.Token);
                }
                catch (Exception e)
                    when (e is HttpRequestException or TaskCanceledException && !_stop.IsCancellationRequested)
                {
                    // The shop goes on with the pods it has while nobody tells it of others.
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The demo ends.
        }
    }

    /// <summary>The ids of the pods that take requests.</summary>
    private static async Task<IReadOnlyList<string>> ReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        await using var body = await http.GetStreamAsync(new Uri(Path, UriKind.Relative), cancellationToken);
        using var list = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        return
        [
            .. list
                .RootElement.GetProperty("items")
                .EnumerateArray()
                .Where(IsReady)
                .Select(pod => pod.GetProperty("metadata").GetProperty("uid").GetString()!),
        ];
    }

    private static bool IsReady(JsonElement pod) =>
        !pod.GetProperty("metadata").TryGetProperty("deletionTimestamp", out _)
        && pod.TryGetProperty("status", out var status)
        && status.TryGetProperty("conditions", out var conditions)
        && conditions
            .EnumerateArray()
            .Any(c => c.GetProperty("type").ValueEquals("Ready") && c.GetProperty("status").ValueEquals("True"));
}
