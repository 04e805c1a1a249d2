using System.Text.Json;
using System.Text.Json.Serialization;
using Monolith.Platform.ClickHouse;

namespace Monolith.Explore.Measure;

/// <summary>A row of an answer.</summary>
/// <param name="Labels">The values of what was grouped by, in its order.</param>
/// <param name="Step">Which moment, from 0.</param>
/// <param name="Value">The number; null when it is none.</param>
/// <param name="Samples">What it was measured on.</param>
internal sealed record ValueRow(string[] Labels, int Step, double? Value, long Samples);

/// <summary>When records of a group were written.</summary>
/// <param name="Labels">The values of what was grouped by, in its order.</param>
/// <param name="First">The first of them, nanoseconds since 1970.</param>
/// <param name="Last">The last of them.</param>
/// <param name="Samples">How many there are.</param>
internal sealed record SightingRow(string[] Labels, long First, long Last, long Samples);

/// <summary>Reads rows.</summary>
internal static partial class MeasureRows
{
    public static ValueTask<List<ValueRow>> ReadValuesAsync(
        ClickHouseResult result,
        CancellationToken cancellationToken
    ) =>
        JsonSerializer
            .DeserializeAsyncEnumerable(
                result.Body,
                MeasureJson.Default.ValueRow,
                topLevelValues: true,
                cancellationToken
            )
            .Select(row => row!)
            .ToListAsync(cancellationToken);

    public static ValueTask<List<SightingRow>> ReadSightingsAsync(
        ClickHouseResult result,
        CancellationToken cancellationToken
    ) =>
        JsonSerializer
            .DeserializeAsyncEnumerable(
                result.Body,
                MeasureJson.Default.SightingRow,
                topLevelValues: true,
                cancellationToken
            )
            .Select(row => row!)
            .ToListAsync(cancellationToken);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(ValueRow))]
    [JsonSerializable(typeof(SightingRow))]
    private sealed partial class MeasureJson : JsonSerializerContext;
}
