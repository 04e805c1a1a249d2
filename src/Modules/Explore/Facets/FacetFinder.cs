using System.Text.Json;
using System.Text.Json.Serialization;
using Monolith.Explore.Admission;
using Monolith.Explore.Sampling;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Security;

namespace Monolith.Explore.Facets;

/// <summary>The values that a field has most often.</summary>
/// <param name="Name">The field.</param>
/// <param name="Distinct">How many different values were seen.</param>
/// <param name="Values">The first one comes most often.</param>
internal sealed record Facet(string Name, long Distinct, IReadOnlyList<FacetValue> Values);

/// <param name="Value">The value as text.</param>
/// <param name="Count">How many records have it.</param>
internal sealed record FacetValue(string Value, long Count);

/// <summary>Asks for facets.</summary>
/// <param name="Reader">Who asks.</param>
/// <param name="Condition">Which of them.</param>
/// <param name="Range">Of what time.</param>
/// <param name="Fields">The fields by their own names.</param>
/// <param name="Limit">How many values of each.</param>
/// <param name="MaxRows">How many records are looked at, where not all can be.</param>
/// <param name="Containing">What the values have somewhere in them, in either case; empty for any.</param>
internal sealed record FacetQuestion(
    Reader Reader,
    LogCondition Condition,
    TimeRange Range,
    IReadOnlyList<string> Fields,
    int Limit,
    long MaxRows,
    string Containing = ""
);

/// <summary>Finds facets: of all records where a roll-up knows them, of a sample where there are too many.</summary>
internal sealed partial class FacetFinder(AdmittedRunner runner, Sampler sampler)
{
    private static readonly Dictionary<string, string> NoSettings = new(StringComparer.Ordinal);

    /// <summary>The facets in the order of the fields, and which share of the records was looked at for them.</summary>
    public async Task<(IReadOnlyList<Facet> Facets, double Share)> FindAsync(
        FacetQuestion question,
        TimeBound bound,
        CancellationToken cancellationToken
    )
    {
        var counted = question.Fields.Where(name => CountedFacets.Know(question.Condition, name)).ToList();
        var others = question.Fields.Except(counted, StringComparer.Ordinal).ToList();
        var facets = new List<Facet>();
        var sample = LogSample.Whole(question.Range);
        if (counted.Count > 0)
        {
            var rows = CountedFacets.Rows(question, counted, bound.Now);
            facets.AddRange(await ReadAsync(rows, counted, sample, bound, cancellationToken));
        }

        if (others.Count > 0)
        {
            sample = await sampler.TakeAsync(
                question.Reader,
                question.Condition,
                question.Range,
                question.MaxRows,
                bound,
                cancellationToken
            );
            var rows = SampledRows(question, others, sample, bound.Now);
            facets.AddRange(await ReadAsync(rows, others, sample, bound, cancellationToken));
        }

        var order = question.Fields.ToList();
        return ([.. facets.OrderBy(facet => order.IndexOf(facet.Name))], sample.Share);
    }

    private static TenantRows SampledRows(
        FacetQuestion question,
        IReadOnlyList<string> fields,
        LogSample sample,
        DateTimeOffset now
    )
    {
        var sql = sample.Over(question.Reader, question.Condition, now);
        var scope = new RecordFields(sql.Values);
        var texts = fields.Select(name => scope.Field(new LogField(name)).Text).ToList();
        return FacetSql.Rows(sql.Rows, sql.Values, texts, Weights.Count, question);
    }

    private async Task<IEnumerable<Facet>> ReadAsync(
        TenantRows rows,
        IReadOnlyList<string> fields,
        LogSample sample,
        TimeBound bound,
        CancellationToken cancellationToken
    )
    {
        var found = await runner.ReadAsync(
            rows.ToQuery(bound.AsSettings(NoSettings)),
            QueryCost.Small,
            FacetJson.Default.Row,
            cancellationToken
        );
        var byField = found.ToLookup(row => row.Field);
        return fields.Select(
            (name, i) =>
                new Facet(
                    name,
                    byField[i + 1].FirstOrDefault()?.Different ?? 0,
                    [.. byField[i + 1].Select(row => new FacetValue(row.Value, sample.Scale(row.Records)))]
                )
        );
    }

    internal sealed record Row(int Field, string Value, long Records, long Different);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Row))]
    private sealed partial class FacetJson : JsonSerializerContext;
}
