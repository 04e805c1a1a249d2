using Microsoft.Extensions.Options;

namespace Monolith.Processing.Enrichment.GeoIp;

/// <summary>Knows the countries of addresses, where the operator has given a file of them. Thread-safe.</summary>
internal sealed class Countries(IOptions<GeoIpOptions> options)
{
    private readonly MaxMindFile? _file =
        options.Value.Path.Length == 0 ? null : MaxMindFile.Read(File.ReadAllBytes(options.Value.Path));

    /// <summary>The country of an address as two letters; empty when it is not known.</summary>
    /// <param name="address">The address; one of IPv4 in its mapped form.</param>
    public ReadOnlyMemory<byte> Of(UInt128 address) => _file is null ? default : _file.CountryOf(address);
}
