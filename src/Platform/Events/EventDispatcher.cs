using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Monolith.Platform.Events;

/// <summary>Gives one event to one handler.</summary>
internal sealed class EventDispatcher(
    IServiceScopeFactory scopes,
    IEnumerable<EventSubscription> subscriptions,
    IOptions<EventOptions> options,
    EventMetrics metrics,
    TimeProvider clock,
    ILogger<EventDispatcher> logger
)
{
    /// <summary>Who handles what. A handler that was registered twice is there once.</summary>
    public IReadOnlyList<EventSubscription> Subscriptions { get; } =
    [.. subscriptions.DistinctBy(s => s.Handler, StringComparer.Ordinal)];

    /// <returns>True when it was handled; false when the handler failed, which was counted and logged.</returns>
    /// <exception cref="OperationCanceledException">The host stops. Nothing is known of the handler.</exception>
    public async Task<bool> TryHandleAsync(
        EventSubscription subscription,
        StoredEvent e,
        CancellationToken cancellationToken
    )
    {
        using var activity = EventMetrics.Tracing.StartActivity(
            $"handle {e.Topic}",
            ActivityKind.Consumer,
            e.TraceParent
        );
        using var timeout = new CancellationTokenSource(options.Value.HandlerTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await subscription.HandleAsync(scope.ServiceProvider, e, both.Token);
            metrics.Handled(e.Topic, error: null);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            metrics.Handled(e.Topic, exception);
            logger.HandlerFailed(exception, subscription.Handler, e.Topic, e.Id);
            return false;
        }
    }
}
