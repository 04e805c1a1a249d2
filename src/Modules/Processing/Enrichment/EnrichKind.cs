using System.ComponentModel;
using System.Text.Json.Serialization;
using Monolith.Processing.Enrichment.GeoIp;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Enrichment;

/// <summary>The kind of stage that says what follows from what a record says: <c>- enrich:</c>.</summary>
internal sealed class EnrichKind(Countries countries)
    : StageKind<EnrichSettings>(
        "enrich",
        "Says what follows from what a record says: correlation, client, user agent, route, deployment, models, databases.",
        EnrichJson.Default.EnrichSettings
    )
{
    protected override RecordStage Build(EnrichSettings settings, StageScope scope) =>
        settings.SlowQueryMs is >= 0 and <= 86_400_000
            ? new Enrich(settings, countries)
            : throw new StageSettingsException("slow_query_ms", "A query is slow after 0 to 86400000 milliseconds.");
}

/// <summary>What a document says of a stage that enriches.</summary>
internal sealed record EnrichSettings
{
    [Description("Whether a record that belongs to nothing else gets a correlation id of its own.")]
    public bool MakeCorrelationId { get; set; } = true;

    [Description("Whether http.route is made of the URL where no route is given.")]
    public bool Routes { get; set; } = true;

    [Description("Whether user agents are split into name, version, operating system and device.")]
    public bool UserAgents { get; set; } = true;

    [Description("Whether the network, and the country where it can be known, of the client's address is said.")]
    public bool Clients { get; set; } = true;

    [Description("Whether what is said about calls of models gets the names of gen_ai.*.")]
    public bool Models { get; set; } = true;

    [Description("Whether what is said about databases gets the names of db.*, and queries lose their literals.")]
    public bool Databases { get; set; } = true;

    [Description("After how many milliseconds a query is marked with db.slow.")]
    public double SlowQueryMs { get; set; } = 500;
}

/// <summary>How the settings are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(EnrichSettings))]
internal sealed partial class EnrichJson : JsonSerializerContext;
