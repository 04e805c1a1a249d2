using Monolith.Platform.Problems;

namespace Monolith.Platform.Security;

/// <summary>The keys that other keys are wrapped with. They are where no data is: a backup of the data cannot be read without them.
/// Thread-safe.</summary>
public interface ISecretKeys
{
    /// <summary>The key that all of Monolith's replicas wrap with.</summary>
    /// <exception cref="SecretKeyUnavailableException">It cannot be had, or is none.</exception>
    Task<SecretKey> GetWrappingKeyAsync(CancellationToken cancellationToken);
}

/// <summary>The wrapping key cannot be had, so nothing that is wrapped with it can be read. To a caller over HTTP it is
/// <c>/problems/keys-unavailable</c>.</summary>
/// <param name="detail">Where it was looked for, and what was wrong. Holds nothing of a key.</param>
public sealed class SecretKeyUnavailableException(string detail)
    : ProblemException(503, "keys-unavailable", "The keys cannot be had.", detail);
