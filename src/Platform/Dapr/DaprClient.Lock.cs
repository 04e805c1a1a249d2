namespace Monolith.Platform.Dapr;

public sealed partial class DaprClient
{
    /// <summary>Takes a lock. <c>POST /v1.0-alpha1/lock/{store}</c></summary>
    /// <param name="storeName">The component.</param>
    /// <param name="resourceId">What is locked.</param>
    /// <param name="lockOwner">Who locks: a name of this attempt's own.</param>
    /// <param name="expiryInSeconds">After this time it is free again. It cannot be renewed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when another has it.</returns>
    public async Task<bool> LockAsync(
        string storeName,
        string resourceId,
        string lockOwner,
        int expiryInSeconds,
        CancellationToken cancellationToken = default
    )
    {
        var answer = await ReadAsync<LockAnswer>(
            DaprRequest.Post(
                DaprPath.Of("/v1.0-alpha1/lock", storeName),
                new
                {
                    resourceId,
                    lockOwner,
                    expiryInSeconds,
                }
            ),
            cancellationToken
        );
        return answer is { Success: true };
    }

    /// <summary>Gives a lock back. <c>POST /v1.0-alpha1/unlock/{store}</c></summary>
    public async Task<LockStatus> UnlockAsync(
        string storeName,
        string resourceId,
        string lockOwner,
        CancellationToken cancellationToken = default
    )
    {
        var answer = await ReadAsync<UnlockAnswer>(
            DaprRequest.Post(DaprPath.Of("/v1.0-alpha1/unlock", storeName), new { resourceId, lockOwner }),
            cancellationToken
        );
        return answer?.Status ?? LockStatus.InternalError;
    }

    private sealed record LockAnswer(bool Success);

    private sealed record UnlockAnswer(LockStatus Status);
}

/// <summary>What became of a lock that was given back.</summary>
public enum LockStatus
{
    /// <summary>It is free.</summary>
    Success = 0,

    /// <summary>Nobody had it.</summary>
    LockDoesNotExist = 1,

    /// <summary>Another has it.</summary>
    LockBelongsToOthers = 2,

    /// <summary>The store failed.</summary>
    InternalError = 3,
}
