namespace Monolith.Healing.Actions.Workloads;

/// <summary>Waits a little for news, so that a rollout is followed as it happens and not only looked at now and then.</summary>
internal static class Patience
{
    /// <summary>The first judgement that is not "running", or the last one before the time is over.</summary>
    /// <param name="now">The judgement so far.</param>
    /// <param name="changes">The object each time that it changes.</param>
    /// <param name="judge">Judges it.</param>
    /// <param name="wait">How long to wait.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ActionProgress> WaitAsync<T>(
        ActionProgress now,
        Func<CancellationToken, IAsyncEnumerable<T>> changes,
        Func<T, Task<ActionProgress>> judge,
        TimeSpan wait,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (now.State != ProgressState.Running || wait == TimeSpan.Zero)
        {
            return now;
        }

        using var over = new CancellationTokenSource(wait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await foreach (var change in changes(either.Token))
            {
                now = await judge(change);
                if (now.State != ProgressState.Running)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over: what was seen last is the answer.
        }

        return now;
    }
}
