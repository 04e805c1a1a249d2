namespace Monolith.Platform.Workflows;

/// <summary>When a failed activity or child workflow is tried again. The waits are durable timers.</summary>
public sealed class WorkflowRetryPolicy
{
    /// <summary>A policy.</summary>
    /// <param name="maxNumberOfAttempts">How many tries there are, the first included.</param>
    /// <param name="firstRetryInterval">The wait before the second try.</param>
    /// <param name="backoffCoefficient">By how much each further wait is longer than the one before; 1 or more.</param>
    /// <param name="maxRetryInterval">The longest wait; null for no bound.</param>
    /// <param name="retryTimeout">No further try once so much time has passed since the first; null for no bound.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value makes no sense.</exception>
    public WorkflowRetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNumberOfAttempts);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(backoffCoefficient, 1.0);
        if (maxRetryInterval is { } longest)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(longest, firstRetryInterval, nameof(maxRetryInterval));
        }

        if (retryTimeout is { } timeout)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(timeout, firstRetryInterval, nameof(retryTimeout));
        }

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval;
        RetryTimeout = retryTimeout;
    }

    /// <summary>How many tries there are, the first included.</summary>
    public int MaxNumberOfAttempts { get; }

    /// <summary>The wait before the second try.</summary>
    public TimeSpan FirstRetryInterval { get; }

    /// <summary>By how much each further wait is longer than the one before.</summary>
    public double BackoffCoefficient { get; }

    /// <summary>The longest wait.</summary>
    public TimeSpan? MaxRetryInterval { get; }

    /// <summary>No further try once so much time has passed since the first.</summary>
    public TimeSpan? RetryTimeout { get; }

    /// <summary>Says whether a failure is worth another try; null for all that are not marked as non-retriable. Must give
    /// the same answer each time it is asked.</summary>
    public Func<WorkflowTaskFailureDetails, bool>? HandleFailure { get; init; }

    /// <summary>The wait after a failed try.</summary>
    /// <param name="attempt">The number of the try that failed, from 1.</param>
    internal TimeSpan DelayAfter(int attempt)
    {
        // A long row of tries grows beyond what a TimeSpan holds; a year is as good as never.
        var longest = MaxRetryInterval ?? TimeSpan.FromDays(365);
        var milliseconds = FirstRetryInterval.TotalMilliseconds * Math.Pow(BackoffCoefficient, attempt - 1);
        return milliseconds < longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : longest;
    }
}
