using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Monolith.Processing.Sampling;

/// <summary>What records share a budget.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SampleBy>))]
internal enum SampleBy
{
    /// <summary>Those of one pattern; of one service and severity where nobody worked the pattern out.</summary>
    [JsonStringEnumMemberName("pattern")]
    Pattern,

    /// <summary>Those of one service and severity.</summary>
    [JsonStringEnumMemberName("service")]
    Service,
}

/// <summary>The settings of a stage that samples.</summary>
internal sealed record SampleSettings
{
    [Description("Keeps one record in so many, each with that weight.")]
    public uint? OneIn { get; init; }

    [Description(
        "Keeps about so many records a second of each pattern, or of each service and severity, and so chooses the rate by itself."
    )]
    public uint? BudgetPerSecond { get; init; }

    [Description("What shares a budget: pattern (the default) or service.")]
    public SampleBy By { get; init; }

    [Description(
        "How long every record is kept that shares a trace or correlation id with an error, once the error has come: 5m unless it says another; 0s for not at all."
    )]
    public string? KeepRelated { get; init; }

    [Description(
        "How long what is left out may be brought back by an error that comes after it with its trace or correlation id: 1m unless it says another, at most 1h; 0s for not at all."
    )]
    public string? LookBack { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(SampleSettings))]
internal sealed partial class SamplingJson : JsonSerializerContext;
