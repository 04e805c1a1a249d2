using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Platform.Dapr;

namespace Monolith.Platform.Events;

/// <summary>
/// Takes the events that the sidecar delivers and gives each to its handlers. Who has handled an event is noted in the state
/// store, so that when one handler fails, or the broker repeats itself, the others are not asked again.
/// </summary>
internal sealed class DaprEventReceiver(
    DaprClient dapr,
    EventDispatcher dispatcher,
    IOptions<DaprOptions> daprOptions,
    IOptions<EventOptions> options,
    ILogger<DaprEventReceiver> logger
)
{
    /// <summary>Where the sidecar delivers the events of a topic.</summary>
    public const string Route = "/dapr/bus/{topic}";

    // The sidecar's words.
    private const string Success = "SUCCESS";
    private const string Retry = "RETRY";
    private const string Drop = "DROP";

    private readonly DaprOptions _dapr = daprOptions.Value;

    // Two deliveries of one event at the same moment would both find that nobody has handled it. Those that wait here for
    // another event with the same turn wait no longer than a handler may take.
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    /// <summary>The topics that have handlers.</summary>
    public IEnumerable<TopicSubscription> Subscriptions =>
        dispatcher
            .Subscriptions.Select(s => s.Topic)
            .Distinct(StringComparer.Ordinal)
            .Select(topic => new TopicSubscription(_dapr.PubSub, topic, $"/dapr/bus/{topic}"));

    /// <returns>What the sidecar shall do: nothing, deliver again, or keep the message among the dead letters.</returns>
    public async Task<string> ReceiveAsync(string topic, Stream body, CancellationToken cancellationToken)
    {
        StoredEvent e;
        try
        {
            e = await CloudEvent.ReadAsync(topic, body, cancellationToken);
        }
        catch (JsonException exception)
        {
            logger.NotAnEvent(exception, topic);
            return Drop;
        }

        var turn = _turns[(uint)string.GetHashCode(e.Id, StringComparison.Ordinal) % _turns.Length];
        await turn.WaitAsync(cancellationToken);
        try
        {
            var areAllDone = true;
            foreach (var subscription in dispatcher.Subscriptions.Where(s => s.Topic == topic))
            {
                areAllDone &= await HandleOnceAsync(subscription, e, cancellationToken);
            }

            return areAllDone ? Success : Retry;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<bool> HandleOnceAsync(
        EventSubscription subscription,
        StoredEvent e,
        CancellationToken cancellationToken
    )
    {
        var key = $"handled:{subscription.Handler}:{e.Id}";
        if (await dapr.GetStateAsync<bool>(_dapr.StateStore, key, cancellationToken))
        {
            return true;
        }

        if (!await dispatcher.TryHandleAsync(subscription, e, cancellationToken))
        {
            return false;
        }

        await dapr.SaveStateAsync(_dapr.StateStore, key, value: true, options.Value.HandledWindow, cancellationToken);
        return true;
    }
}
