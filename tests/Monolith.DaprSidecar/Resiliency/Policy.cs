namespace Monolith.DaprSidecar.Resiliency;

/// <summary>How one attempt ended. A failure has a code only if an HTTP status caused it.</summary>
internal readonly record struct Attempt(bool Succeeded, int? Code = null);

/// <summary>What is done about failures of one target: a bound for each attempt, retries around it, a breaker in between.</summary>
internal sealed record Policy(TimeSpan? Timeout, Retry? Retry, CircuitBreaker? Breaker, TimeProvider Clock)
{
    /// <summary>Makes attempts until one succeeds or the policy is exhausted.</summary>
    /// <returns>Whether the last one succeeded.</returns>
    public async Task<bool> RunAsync(
        Func<CancellationToken, Task<Attempt>> attempt,
        CancellationToken cancellationToken
    )
    {
        for (var retry = 1; ; retry++)
        {
            if (Breaker?.TryEnter() == false)
            {
                return false;
            }

            var result = await TryAsync(attempt, cancellationToken);
            Breaker?.Report(result.Succeeded);
            if (
                result.Succeeded
                || Retry is null
                || !Retry.Matches(result.Code)
                || (Retry.MaxRetries >= 0 && retry > Retry.MaxRetries)
            )
            {
                return result.Succeeded;
            }

            await Task.Delay(Retry.Pause(retry), Clock, cancellationToken);
        }
    }

    private async Task<Attempt> TryAsync(
        Func<CancellationToken, Task<Attempt>> attempt,
        CancellationToken cancellationToken
    )
    {
        if (Timeout is not { } timeout)
        {
            return await attempt(cancellationToken);
        }

        using var expiry = new CancellationTokenSource(timeout, Clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, expiry.Token);
        try
        {
            return await attempt(bound.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Attempt(Succeeded: false);
        }
    }
}
