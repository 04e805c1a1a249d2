using System.ComponentModel;
using System.Diagnostics.Metrics;
using System.Text.Json.Serialization;
using Monolith.Platform.Language;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Parsing.Measuring;

/// <summary>The kind of stage that makes a metric of records: <c>- metric: {name: shop.orders}</c>.</summary>
internal sealed class MetricKind(IMeterFactory meters)
    : StageKind<MetricSettings>(
        "metric",
        "Counts records, or the values of a field, as a metric beside Monolith's own.",
        MetricJson.Default.MetricSettings
    )
{
    /// <summary>The meter of all metrics that are made of records.</summary>
    public const string MeterName = "Monolith.Logs";

    private const int LongestName = 200;
    private const int MostAttributes = 8;

    protected override RecordStage Build(MetricSettings settings, StageScope scope)
    {
        Check(settings);
        var value = settings.Value.Length == 0 ? null : RecordField.Of(settings.Value);
        var series = new SeriesTable(scope.Tenant, [.. settings.Attributes.Select(RecordField.Of)], settings.MaxSeries);
        if (scope.IsTrial)
        {
            return new Measure(value, series, instrument: null);
        }

        var meter = meters.Create(MeterName);
        var name = $"logs.{settings.Name}";
        return new Measure(
            value,
            series,
            settings.Type == MetricType.Histogram
                ? meter.CreateHistogram<double>(name, settings.Unit, settings.Description)
                : meter.CreateCounter<double>(name, settings.Unit, settings.Description)
        );
    }

    private static void Check(MetricSettings settings)
    {
        if (!IsName(settings.Name))
        {
            throw new StageSettingsException(
                "name",
                $"A metric has a name of 1 to {LongestName} small letters, digits, dots and underscores that begins with a letter."
            );
        }

        if (settings.Type == MetricType.Histogram && settings.Value.Length == 0)
        {
            throw new StageSettingsException("value", "Say which field has the values that the histogram is of.");
        }

        if (settings.Attributes.Count > MostAttributes)
        {
            throw new StageSettingsException("attributes", $"A metric has at most {MostAttributes} attributes.");
        }

        if (settings.MaxSeries is < 1 or > 100_000)
        {
            throw new StageSettingsException("max_series", "A metric has 1 to 100000 series.");
        }
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
        && char.IsAsciiLetterLower(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_');
}

/// <summary>What a metric says.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MetricType>))]
internal enum MetricType
{
    /// <summary>How many, or how much in all.</summary>
    [JsonStringEnumMemberName("counter")]
    Counter,

    /// <summary>How values are spread.</summary>
    [JsonStringEnumMemberName("histogram")]
    Histogram,
}

/// <summary>What a document says of a stage that makes a metric.</summary>
internal sealed record MetricSettings
{
    [Description("The metric's name; logs. is put before it.")]
    public string Name { get; set; } = "";

    [Description("Whether it says how many (counter) or how values are spread (histogram).")]
    public MetricType Type { get; set; }

    [Description("The unit: ms, By, {order}.")]
    public string Unit { get; set; } = "{log_record}";

    [Description("What it says, for people.")]
    public string Description { get; set; } = "";

    [Description("The field with the values. A counter without one counts records.")]
    public string Value { get; set; } = "";

    [Description("The fields by which it is told apart. Keep to those that have few values.")]
    public List<string> Attributes { get; set; } = [];

    [Description(
        "How many combinations of values are told apart; all others together are one with otel.metric.overflow."
    )]
    public int MaxSeries { get; set; } = 1000;
}

/// <summary>How the settings are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(MetricSettings))]
internal sealed partial class MetricJson : JsonSerializerContext;
