using Monolith.Platform.Security;

namespace Monolith.Processing.Contracts;

/// <summary>Keeps the bytes of refused records from whoever reads the disk: they were not looked through for personal values, and could
/// not be, since nobody knows what they are. Thread-safe.</summary>
public interface IRawSeal
{
    /// <summary>So many bytes more has what is sealed.</summary>
    int Overhead { get; }

    /// <summary>The first bytes of everything that is sealed, and of nothing else.</summary>
    ReadOnlySpan<byte> Mark { get; }

    /// <summary>Seals bytes with a key of the tenant's.</summary>
    /// <param name="tenant">Whose they are.</param>
    /// <param name="raw">The bytes as they came.</param>
    /// <param name="destination">Gets <see cref="Overhead"/> bytes more than there are.</param>
    /// <returns>False when the tenant's keys cannot be had: then the bytes must not be kept.</returns>
    bool TrySeal(TenantId tenant, ReadOnlySpan<byte> raw, Span<byte> destination);

    /// <summary>The bytes as they came. What is not sealed, since it was kept before there were seals, is that already.</summary>
    /// <returns>Null when nobody can read them any more: their key is destroyed.</returns>
    /// <exception cref="SecretKeyUnavailableException">The tenant's keys cannot be had just now.</exception>
    byte[]? Open(TenantId tenant, byte[] kept);
}
