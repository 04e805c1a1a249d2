using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;

namespace Monolith.Explore.Facets;

/// <summary>The facets that the roll-up of counts answers for all records in no time: services and severities.</summary>
internal static class CountedFacets
{
    private const long NanosPerMinute = 60L * 1_000_000_000;

    /// <summary>Whether the roll-up knows the values of the field in the records that meet the condition.</summary>
    public static bool Know(LogCondition condition, string field) =>
        field is "service" or LogFields.Severity && condition.IsAnsweredByCounts();

    /// <summary>The values of such fields: of whole minutes from the roll-up, of the broken ones at both ends from the records.</summary>
    public static TenantRows Rows(FacetQuestion question, IReadOnlyList<string> fields, DateTimeOffset now)
    {
        var (reader, condition, range) = (question.Reader, question.Condition, question.Range);
        var values = new SqlValues();
        var start = Math.Min(Floor(range.FromUnixNano + NanosPerMinute - 1), range.ToUnixNano);
        var whole = new TimeRange(start, Math.Max(start, Floor(range.ToUnixNano)));
        var rows = TenantSql
            .OverCounts(reader, whole, values)
            .Where(condition, now)
            .Rows("service, severity_number, logs")
            .And(
                new[] { range with { ToUnixNano = whole.FromUnixNano }, range with { FromUnixNano = whole.ToUnixNano } }
                    .Where(end => !end.IsEmpty)
                    .Select(end =>
                        TenantSql
                            .OverLogs(reader, end, values)
                            .Where(condition, now)
                            .Rows($"service, severity_number, {Weights.OfRow} AS logs")
                    )
            );
        var scope = new RecordFields(values);
        var texts = fields.Select(name => scope.Field(new LogField(name)).Text).ToList();
        return FacetSql.Rows(rows.Select, values, texts, "sum(logs)", question);
    }

    private static long Floor(long unixNano) => unixNano - unixNano % NanosPerMinute;
}
