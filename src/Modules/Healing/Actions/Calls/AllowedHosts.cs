using Microsoft.Extensions.Options;

namespace Monolith.Healing.Actions.Calls;

/// <summary>Says which hosts policies may name.</summary>
internal sealed class AllowedHosts(IOptions<CallOptions> options)
{
    private readonly IReadOnlyList<string> _hosts = options.Value.AllowedHosts ?? [];

    /// <summary>Whether a policy may call this address.</summary>
    public bool Allows(Uri address) =>
        address is { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo.Length: 0 }
        && _hosts.Any(host => Matches(host, address));

    private static bool Matches(string host, Uri address)
    {
        if (host.StartsWith("*.", StringComparison.Ordinal))
        {
            return address.Host.EndsWith(host[1..], StringComparison.OrdinalIgnoreCase);
        }

        var actual = host.Contains(':', StringComparison.Ordinal) ? address.Authority : address.Host;
        var withPort = $"{address.Host}:{address.Port}";
        return string.Equals(host, actual, StringComparison.OrdinalIgnoreCase)
            || string.Equals(host, withPort, StringComparison.OrdinalIgnoreCase);
    }
}
