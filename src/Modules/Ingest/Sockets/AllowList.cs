using System.Net;

namespace Monolith.Ingest.Sockets;

/// <summary>Who may send to a port. Thread-safe.</summary>
internal sealed class AllowList(IReadOnlyList<string> clients)
{
    private readonly IPNetwork[] _networks =
    [
        .. clients.Select(client => TryParse(client, out var network) ? network : throw new FormatException(client)),
    ];

    /// <summary>Reads an address or a network.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return IPNetwork.TryParse(text, out network);
    }

    /// <summary>Whether the address may send: all may where nobody is named.</summary>
    public bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _networks.Length == 0 || Array.Exists(_networks, network => network.Contains(plain));
    }
}
