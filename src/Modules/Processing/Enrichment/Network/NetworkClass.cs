namespace Monolith.Processing.Enrichment.Network;

/// <summary>What kind of network an address is of, by the registries of special addresses of IANA.</summary>
internal static class NetworkClass
{
    private static readonly ReadOnlyMemory<byte> Loopback = "loopback"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Private = "private"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> LinkLocal = "link_local"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Shared = "cgnat"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Documentation = "documentation"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Multicast = "multicast"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Unspecified = "unspecified"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Public = "public"u8.ToArray();

    /// <summary>The class of an address: <c>loopback</c>, <c>private</c>, <c>link_local</c>, <c>cgnat</c>, <c>documentation</c>,
    /// <c>multicast</c>, <c>unspecified</c> or <c>public</c>.</summary>
    public static ReadOnlyMemory<byte> Of(UInt128 address) =>
        address >> 32 == 0xFFFF ? OfV4((uint)address) : OfV6(address);

    /// <summary>Whether a class is that of addresses which are somewhere in the world.</summary>
    public static bool IsPublic(ReadOnlyMemory<byte> network) => network.Equals(Public);

    private static ReadOnlyMemory<byte> OfV4(uint address) =>
        address switch
        {
            0 => Unspecified,
            _ when address >> 24 == 127 => Loopback,
            _ when address >> 24 == 10 || address >> 20 == 0xAC1 || address >> 16 == 0xC0A8 => Private,
            _ when address >> 16 == 0xA9FE => LinkLocal,
            _ when address >> 22 == 0x191 => Shared,
            _ when address >> 8 is 0xC00002 or 0xC63364 or 0xCB0071 => Documentation,
            _ when address >> 28 == 0xE => Multicast,
            _ => Public,
        };

    private static ReadOnlyMemory<byte> OfV6(UInt128 address)
    {
        var top = (uint)(address >> 96);
        return address == 0 ? Unspecified
            : address == 1 ? Loopback
            : top >> 25 == 0x7E ? Private
            : top >> 22 == 0x3FA ? LinkLocal
            : top == 0x20010DB8 || top >> 12 == 0x3FFF0 ? Documentation
            : top >> 24 == 0xFF ? Multicast
            : Public;
    }
}
