using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Monolith.Explore.Sql;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Query;

/// <summary>What a question will read at most: parts, granules ("marks") and rows that the indexes leave.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct QueryEstimate(long Parts, long Rows, long Marks);

/// <summary>Asks the engine how it would answer a question.</summary>
internal sealed partial class QueryExplainer(IQueryRunner runner)
{
    private static readonly Dictionary<string, string> NumbersAsNumbers = new(StringComparer.Ordinal)
    {
        ["output_format_json_quote_64bit_integers"] = "0",
    };

    /// <summary>What it would read.</summary>
    public Task<QueryEstimate> EstimateAsync(TenantRows rows, TimeBound bound, CancellationToken cancellationToken) =>
        EstimateAsync(rows.ToQuery(bound.AsSettings(NumbersAsNumbers)), cancellationToken);

    /// <summary>What it would read. That costs a few milliseconds itself.</summary>
    public async Task<QueryEstimate> EstimateAsync(TenantQuery query, CancellationToken cancellationToken)
    {
        await using var result = await runner.RunAsync(
            query with
            {
                Sql = $"EXPLAIN ESTIMATE {query.Sql}",
                QueryId = null,
            },
            "JSONEachRow",
            cancellationToken
        );
        var tables = JsonSerializer.DeserializeAsyncEnumerable(
            result.Body,
            EstimateJson.Default.QueryEstimate,
            topLevelValues: true,
            cancellationToken
        );
        var sum = default(QueryEstimate);
        await foreach (var table in tables)
        {
            sum = new QueryEstimate(sum.Parts + table.Parts, sum.Rows + table.Rows, sum.Marks + table.Marks);
        }

        return sum;
    }

    /// <summary>The indexes that it would use, and what each of them leaves.</summary>
    public async Task<JsonArray> IndexesAsync(TenantRows rows, TimeBound bound, CancellationToken cancellationToken)
    {
        await using var result = await runner.RunAsync(
            Explained("EXPLAIN json = 1, indexes = 1", rows, bound),
            "TSVRaw",
            cancellationToken
        );
        var plan = await JsonNode.ParseAsync(result.Body, cancellationToken: cancellationToken);
        return new JsonArray([.. IndexesIn(plan).Select(Describe)]);
    }

    private static TenantQuery Explained(string how, TenantRows rows, TimeBound bound)
    {
        var query = rows.ToQuery(bound.AsSettings(NumbersAsNumbers));
        return query with { Sql = $"{how} {query.Sql}" };
    }

    private static IEnumerable<JsonObject> IndexesIn(JsonNode? node) =>
        node switch
        {
            JsonArray array => array.SelectMany(IndexesIn),
            JsonObject step => step.SelectMany(property =>
                property is { Key: "Indexes", Value: JsonArray indexes }
                    ? indexes.OfType<JsonObject>()
                    : IndexesIn(property.Value)
            ),
            _ => [],
        };

    private static JsonNode Describe(JsonObject index) =>
        new JsonObject
        {
            ["type"] = index["Type"]?.DeepClone(),
            ["name"] = index["Name"]?.DeepClone(),
            ["keys"] = index["Keys"]?.DeepClone(),
            ["condition"] = index["Condition"]?.DeepClone(),
            ["parts"] = $"{index["Selected Parts"]}/{index["Initial Parts"]}",
            ["granules"] = $"{index["Selected Granules"]}/{index["Initial Granules"]}",
        };

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(QueryEstimate))]
    private sealed partial class EstimateJson : JsonSerializerContext;
}
