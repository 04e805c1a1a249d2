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
    // Who makes up a name for each record would fill the list with them.
    private const int MaxNames = 1000;

    private static readonly string[] Names = [.. LogFields.All.Keys.Order(StringComparer.Ordinal)];

    private static readonly Dictionary<string, string> NoSettings = new(StringComparer.Ordinal);

    /// <summary>The fields of the records that meet a condition.</summary>
    /// <param name="reader">Who asks.</param>
    /// <param name="condition">Which of them.</param>
    /// <param name="range">Of what time.</param>
    /// <param name="maxRows">How many records are looked at, where not all can be. Names come again and again: those that most records
    /// have are seen in few of them.</param>
    /// <param name="bound">How long it may take.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<FieldList> ListAsync(
        Reader reader,
        LogCondition condition,
        TimeRange range,
        long maxRows,
        TimeBound bound,
        CancellationToken cancellationToken
    )
    {
        var sample = await sampler.TakeAsync(reader, condition, range, maxRows, bound, cancellationToken);

        // To plan each of these takes the engine longer than to read so few rows: it plans them side by side.
        TenantRows[] parts = [Existing(Over()), Named(Over(), "attributes"), Named(Over(), "resource")];
        var found = await Task.WhenAll(parts.Select(rows => ReadAsync(rows)));
        return new FieldList(Fields([.. found.SelectMany(rows => rows)]), !sample.IsWhole);

        Task<List<Row>> ReadAsync(TenantRows rows) =>
            runner.ReadAsync(
                rows.ToQuery(bound.AsSettings(NoSettings)),
                QueryCost.Small,
                CatalogJson.Default.Row,
                cancellationToken
            );

        TenantSql Over() => sample.Over(reader, condition, bound.Now);
    }

    // How many records there are, under no name, and how many have each of the fields that all can have.
    private static TenantRows Existing(TenantSql sql)
    {
        var scope = new RecordFields(sql.Values);
        var exist = Names.Select(name => Weights.CountIf(scope.Field(new LogField(name)).Exists));
        return sql.Rows($"[{string.Join(", ", exist.Prepend(Weights.Count))}] AS counts")
            .Select(
                "'' AS home, name, toInt64(records) AS records, toInt64(0) AS numbers, toInt64(0) AS bools",
                $"ARRAY JOIN {sql.Values.Texts(["", .. Names])} AS name, counts AS records"
            );
    }

    // The names in a map, how often each comes, and how often with a number or a yes or no in it.
    private static TenantRows Named(TenantSql sql, string map) =>
        sql.Rows($"weight, {map}.keys AS names, {map}.values AS texts")
            .Select(
                $"'{map}' AS home, toString(one) AS name, toInt64({Weights.Count}) AS records, "
                    + $"toInt64({Weights.CountIf("isNotNull(toFloat64OrNull(toString(text)))")}) AS numbers, "
                    + $"toInt64({Weights.CountIf("text IN ('true', 'false')")}) AS bools",
                "ARRAY JOIN names AS one, texts AS text GROUP BY one"
            );

    private static List<KnownField> Fields(List<Row> rows)
    {
        var total = rows.Find(row => row is { Home: "", Name: "" })?.Records ?? 0;
        if (total == 0)
        {
            return [];
        }

        var fields = rows.Where(row => row is { Home: "", Name: not "", Records: > 0 })
            .Select(row => new KnownField(row.Name, TypeOf(row.Name), Share(row, total), FieldHome.Field))
            .OrderByDescending(field => field.Coverage)
            .ThenBy(field => field.Name, StringComparer.Ordinal)
            .ToList();
        fields.AddRange(Named(rows.Where(row => row.Home == "attributes"), FieldHome.Attribute, total));

        // An attribute of the record comes before one of the same name of its resource.
        var taken = fields.Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        fields.AddRange(
            Named(rows.Where(row => row.Home == "resource"), FieldHome.Resource, total)
                .Where(field => !taken.Contains(field.Name))
        );
        return fields;
    }

    // A name that means a field with a column, even in quotation marks, is asked of that column, whatever a map has under it.
    private static IEnumerable<KnownField> Named(IEnumerable<Row> rows, FieldHome home, long total) =>
        rows.Select(row => new KnownField(
                row.Name,
                row.Numbers == row.Records ? KnownType.Number
                    : row.Bools == row.Records ? KnownType.Bool
                    : KnownType.String,
                Share(row, total),
                home
            ))
            .Where(field => !LogFields.All.ContainsKey(LogFields.Quoted(field.Name)))
            .OrderByDescending(field => field.Coverage)
            .ThenBy(field => field.Name, StringComparer.Ordinal)
            .Take(MaxNames);

    private static double Share(Row row, long total) => Math.Round((double)row.Records / total, 4);

    private static KnownType TypeOf(string name) =>
        LogFields.All[name] switch
        {
            LogFieldKind.Number => KnownType.Number,
            LogFieldKind.Time => KnownType.Time,
            _ => KnownType.String,
        };

    internal sealed record Row(string Home, string Name, long Records, long Numbers, long Bools);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Row))]
    private sealed partial class CatalogJson : JsonSerializerContext;
}
