namespace Monolith.Platform.Security;

/// <summary>The keys that other keys are wrapped with. They are where no data is: a backup of the data cannot be read without them.
/// Thread-safe.</summary>
public interface ISecretKeys
{
    /// <summary>The key that all of Monolith's replicas wrap with.</summary>
    /// <exception cref="SecretKeyUnavailableException">It cannot be had, or is none.</exception>
    Task<SecretKey> GetWrappingKeyAsync(CancellationToken cancellationToken);
}

/// <summary>The wrapping key cannot be had, so nothing that is wrapped with it can be read.</summary>
public sealed class SecretKeyUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
