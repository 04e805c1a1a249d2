using System.Threading.Channels;

namespace Monolith.Examples.AspNetPublisher;

/// <summary>Publishes this service's logs to the topic <c>logs</c> through the sidecar, a batch an event.</summary>
internal sealed class DaprLoggerProvider : ILoggerProvider
{
    private const int BatchRecords = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // Logs are worth a bounded amount of this service's memory, and never its answer time: the oldest go first.
    private readonly Channel<LogRecord> _queue = Channel.CreateBounded<LogRecord>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }
    );
    private readonly TimeProvider _clock;
    private readonly HttpClient _sidecar;
    private readonly string _service;
    private readonly Task _publishing;

    public DaprLoggerProvider(IConfiguration settings, TimeProvider clock)
    {
        _clock = clock;
        _sidecar = Sidecar(settings);
        _service = settings["APP_ID"] ?? "orders";
        _publishing = Task.Run(PublishAsync);
    }

    public ILogger CreateLogger(string categoryName) => new DaprLogger(categoryName, _service, _queue.Writer, _clock);

    public void Dispose()
    {
        // What is queued still goes out, for as long as a sidecar that is shutting down takes it.
        _queue.Writer.TryComplete();
        _publishing.Wait(TimeSpan.FromSeconds(5));
        _sidecar.Dispose();
    }

    private async Task PublishAsync()
    {
        var batch = new List<LogRecord>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < BatchRecords && _queue.Reader.TryRead(out var record))
            {
                batch.Add(record);
            }

            // Dapr delivers at least once. The id makes a batch that is sent again count once.
            var id = Guid.CreateVersion7(_clock.GetUtcNow());
            while (!await TryPublishAsync(batch, id))
            {
                await Task.Delay(Pause, _clock);
            }

            batch.Clear();
        }
    }

    private async Task<bool> TryPublishAsync(List<LogRecord> batch, Guid id)
    {
        try
        {
            var path = $"/v1.0/publish/pubsub/logs?metadata.cloudevent.id={id}";
            using var answer = await _sidecar.PostAsJsonAsync(path, batch, LogRecord.Json);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false; // the sidecar is not up yet, or away for a moment
        }
    }

    private static HttpClient Sidecar(IConfiguration settings)
    {
        var endpoint = settings["DAPR_HTTP_ENDPOINT"] ?? $"http://127.0.0.1:{settings["DAPR_HTTP_PORT"] ?? "3500"}";
        var sidecar = new HttpClient { BaseAddress = new Uri(endpoint), Timeout = TimeSpan.FromSeconds(10) };
        if (settings["DAPR_API_TOKEN"] is { Length: > 0 } token)
        {
            sidecar.DefaultRequestHeaders.Add("dapr-api-token", token);
        }

        return sidecar;
    }
}
