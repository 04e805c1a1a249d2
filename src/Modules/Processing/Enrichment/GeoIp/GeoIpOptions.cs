namespace Monolith.Processing.Enrichment.GeoIp;

/// <summary>Where the countries of addresses are known from. Section <c>Modules:Processing:GeoIp</c>.</summary>
internal sealed class GeoIpOptions
{
    /// <summary>A MaxMind DB of countries or cities. Empty for none: then no countries are looked up. Read once, at the start,
    /// which fails when it cannot be.</summary>
    public string Path { get; init; } = "";
}
