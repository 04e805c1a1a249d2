using System.Text.Json;
using System.Text.Json.Serialization;
using Monolith.Explore.Admission;
using Monolith.Explore.Sampling;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Security;

namespace Monolith.Explore.Fields;

/// <summary>What the values of a field are.</summary>
[JsonConverter(typeof(CamelCaseEnum<KnownType>))]
internal enum KnownType
{
    /// <summary>Text.</summary>
    String,

    /// <summary>Numbers alone.</summary>
    Number,

    /// <summary><c>true</c> and <c>false</c> alone.</summary>
    Bool,

    /// <summary>Moments.</summary>
    Time,
}

/// <summary>Where a field is.</summary>
[JsonConverter(typeof(CamelCaseEnum<FieldHome>))]
internal enum FieldHome
{
    /// <summary>Every record can have it: it has a column.</summary>
    Field,

    /// <summary>Among the attributes of records.</summary>
    Attribute,

    /// <summary>Among those of the resource alone.</summary>
    Resource,
}

/// <summary>A field that occurs.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Type">What its values are, as far as they were seen.</param>
/// <param name="Coverage">The share of the records that have it.</param>
/// <param name="Home">Where it is.</param>
internal sealed record KnownField(string Name, KnownType Type, double Coverage, FieldHome Home);

/// <summary>Which fields records have.</summary>
/// <param name="Fields">Those that every record can have, then attributes, then those of resources; the most frequent first.</param>
/// <param name="Sampled">True when not all records were looked at.</param>
internal sealed record FieldList(IReadOnlyList<KnownField> Fields, bool Sampled);

/// <summary>Finds out which fields records have, from a sample of them.</summary>
internal sealed partial class FieldCatalog(AdmittedRunner runner, Sampler sampler)
{
    // Names come again and again: those that most records have are seen in few of them.
    private const long MaxRows = 20_000;

    // Who makes up a name for each record would fill the list with them.
    private const int MaxNames = 1000;

    private static readonly string[] Names = [.. LogFields.All.Keys.Order(StringComparer.Ordinal)];

    private static readonly Dictionary<string, string> NoSettings = new(StringComparer.Ordinal);

    /// <summary>The fields of the records that meet a condition.</summary>
    public async Task<FieldList> ListAsync(
        Reader reader,
        LogCondition condition,
        TimeRange range,
        TimeBound bound,
        CancellationToken cancellationToken
    )
    {
        var sample = await sampler.TakeAsync(reader, condition, range, MaxRows, bound, cancellationToken);
        var sql = sample.Over(reader, condition, bound.Now);
        var scope = new RecordFields(sql.Values);
        var exist = Names.Select(name => $"toInt64({Weights.CountIf(scope.Field(new LogField(name)).Exists)})");
        var query = sql.Select(
            $"toInt64({Weights.Count}) AS records, [{string.Join(", ", exist)}] AS known, "
                + $"{Keys("attributes")} AS attribute_keys, {Keys("resource")} AS resource_keys",
            "",
            bound.AsSettings(NoSettings)
        );
        await using var result = await runner.RunAsync(query, "JSONEachRow", QueryCost.Small, cancellationToken);
        var row = await JsonSerializer.DeserializeAsync(result.Body, CatalogJson.Default.Row, cancellationToken);
        return new FieldList(row is null or { Records: 0 } ? [] : Fields(row), !sample.IsWhole);
    }

    // The names in a map, how often each comes, and how often with a number or a yes or no in it. Lists side by side.
    private static string Keys(string map) =>
        $"CAST(sumMap(CAST(mapKeys({map}) AS Array(String)), "
        + $"arrayMap(v -> toInt64(weight), mapValues({map})), "
        + $"arrayMap(v -> toInt64(weight * isNotNull(toFloat64OrNull(toString(v)))), mapValues({map})), "
        + $"arrayMap(v -> toInt64(weight * (v IN ('true', 'false'))), mapValues({map}))) "
        + "AS Tuple(names Array(String), records Array(Int64), numbers Array(Int64), bools Array(Int64)))";

    private static List<KnownField> Fields(Row row)
    {
        var fields = Names
            .Select((name, i) => new KnownField(name, TypeOf(name), Share(row.Known[i], row), FieldHome.Field))
            .Where(field => field.Coverage > 0)
            .OrderByDescending(field => field.Coverage)
            .ToList();
        fields.AddRange(Named(row.AttributeKeys, FieldHome.Attribute, row));

        // An attribute of the record comes before one of the same name of its resource.
        var taken = fields.Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        fields.AddRange(Named(row.ResourceKeys, FieldHome.Resource, row).Where(field => !taken.Contains(field.Name)));
        return fields;
    }

    // A name that means a field with a column, even in quotation marks, is asked of that column, whatever a map has under it.
    private static IEnumerable<KnownField> Named(KeyCounts keys, FieldHome home, Row row) =>
        keys
            .Names.Select(
                (name, i) =>
                    new KnownField(
                        name,
                        keys.Numbers[i] == keys.Records[i] ? KnownType.Number
                            : keys.Bools[i] == keys.Records[i] ? KnownType.Bool
                            : KnownType.String,
                        Share(keys.Records[i], row),
                        home
                    )
            )
            .Where(field => !LogFields.All.ContainsKey(LogFields.Quoted(field.Name)))
            .OrderByDescending(field => field.Coverage)
            .ThenBy(field => field.Name, StringComparer.Ordinal)
            .Take(MaxNames);

    private static double Share(long records, Row row) => Math.Round((double)records / row.Records, 4);

    private static KnownType TypeOf(string name) =>
        LogFields.All[name] switch
        {
            LogFieldKind.Number => KnownType.Number,
            LogFieldKind.Time => KnownType.Time,
            _ => KnownType.String,
        };

    internal sealed record Row(
        long Records,
        IReadOnlyList<long> Known,
        KeyCounts AttributeKeys,
        KeyCounts ResourceKeys
    );

    /// <summary>Names and how often they come, in lists side by side.</summary>
    internal sealed record KeyCounts(
        IReadOnlyList<string> Names,
        IReadOnlyList<long> Records,
        IReadOnlyList<long> Numbers,
        IReadOnlyList<long> Bools
    );

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Row))]
    private sealed partial class CatalogJson : JsonSerializerContext;
}
