using Monolith.Platform.Security;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Tests;

/// <summary>Leaves refused records as they came, so that tests can look at them.</summary>
internal sealed class NoSeal : IRawSeal
{
    public int Overhead => 0;

    public ReadOnlySpan<byte> Mark => default;

    public bool TrySeal(TenantId tenant, ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        raw.CopyTo(destination);
        return true;
    }

    public byte[] Open(TenantId tenant, byte[] kept) => kept;
}
