using Monolith.Alerting.Notifications.Receivers;
using Polly;
using Polly.Retry;

namespace Monolith.Alerting.Notifications.Deliveries;

/// <summary>What came of telling a receiver.</summary>
/// <param name="Count">How often it was tried.</param>
/// <param name="Last">What came of the last attempt.</param>
internal sealed record Attempts(int Count, NotifyResult Last);

/// <summary>Tells a receiver until it works, it never will, or the time is over. Thread-safe.</summary>
internal sealed class Persistence(TimeProvider clock, NotificationMetrics metrics)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(1); // a timer cannot wait for ever

    private readonly ResiliencePipeline<NotifyResult> _pipeline = new ResiliencePipelineBuilder<NotifyResult>
    {
        TimeProvider = clock,
    }
        .AddRetry(
            new RetryStrategyOptions<NotifyResult>
            {
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result?.Outcome == NotifyOutcome.Failed),
                MaxRetryAttempts = int.MaxValue,
                Delay = FirstPause,
                MaxDelay = LongestPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true, // so that groups that failed together do not come back together
                DelayGenerator = args => ValueTask.FromResult(PauseOf(args.Outcome.Result)),
            }
        )
        .Build();

    private static TimeSpan? PauseOf(NotifyResult? result) =>
        result?.RetryAfter is { } wanted && wanted > LongestRetryAfter ? LongestRetryAfter : result?.RetryAfter;

    /// <summary>Tells a receiver.</summary>
    /// <param name="integration">How.</param>
    /// <param name="notification">What.</param>
    /// <param name="within">When it is given up.</param>
    /// <param name="cancellationToken">Stops at once: nobody knows whether the receiver was told.</param>
    public async Task<Attempts> TellAsync(
        Integration integration,
        Notification notification,
        TimeSpan within,
        CancellationToken cancellationToken
    )
    {
        var attempts = new Attempts(0, new NotifyResult(NotifyOutcome.Failed, "not tried"));
        using var bound = new CancellationTokenSource(within, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            await _pipeline.ExecuteAsync(
                async token =>
                {
                    var began = clock.GetTimestamp();
                    var result = await integration.Notifier.NotifyAsync(notification, token);
                    metrics.Tried(integration.Kind, result.Outcome, clock.GetElapsedTime(began));
                    attempts = new Attempts(attempts.Count + 1, result);
                    return result;
                },
                both.Token
            );
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over; what the last attempt came to is the result.
        }

        metrics.Sent(integration.Kind, attempts.Last.Outcome);
        return attempts;
    }
}
