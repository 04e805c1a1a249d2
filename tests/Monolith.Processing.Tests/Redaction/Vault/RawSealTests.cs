using System.Text;
using Monolith.Platform.Security;
using Monolith.Processing.Contracts;

namespace Monolith.Processing.Tests.Redaction.Vault;

public sealed class RawSealTests
{
    private static readonly TenantId Other = new("other");
    private static readonly byte[] Raw = Encoding.UTF8.GetBytes("""{"password":"hunter2-hunter2"}""");

    [Fact]
    public void What_is_sealed_shows_nothing_and_opens_for_its_tenant_alone()
    {
        var seal = Seals.Make();

        var kept = Seal(seal);

        Assert.Equal(-1, kept.AsSpan().IndexOf("hunter2"u8));
        Assert.Equal(Raw, seal.Open(TenantId.Default, kept));
        Assert.Null(seal.Open(Other, kept));
    }

    [Fact]
    public void What_was_changed_does_not_open()
    {
        var seal = Seals.Make();
        var kept = Seal(seal);

        kept[^20] ^= 1;

        Assert.Null(seal.Open(TenantId.Default, kept));
    }

    [Fact]
    public void What_was_kept_before_there_were_seals_is_what_it_is()
    {
        var seal = Seals.Make();

        Assert.Same(Raw, seal.Open(TenantId.Default, Raw));
    }

    private static byte[] Seal(IRawSeal seal)
    {
        var kept = new byte[Raw.Length + seal.Overhead];
        Assert.True(seal.TrySeal(TenantId.Default, Raw, kept));
        return kept;
    }
}
