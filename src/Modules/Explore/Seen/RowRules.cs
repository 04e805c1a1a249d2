using Monolith.Explore.Sql;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Security;

namespace Monolith.Explore.Seen;

/// <summary>The rules of a scope for rows, as conditions. They mean the same in the engine and in memory.</summary>
internal static class RowRules
{
    /// <summary>The stream of records that no pipeline put into one.</summary>
    public const string UsualStream = "default";

    /// <summary>Whether a record is seen, as SQL; null when all are.</summary>
    public static string? OfLogs(DataScope scope, SqlValues values) => Any(scope.Rows, rule => OfLogs(rule, values));

    /// <summary>Whether a span is seen, as SQL; null when all are.</summary>
    public static string? OfSpans(DataScope scope, SqlValues values) =>
        Any(scope.Rows, rule => rule.Streams.Count > 0 ? "0" : Sql(SeenServices.Of(rule), values));

    /// <summary>The part of a rule that the language can say: services and severity.</summary>
    public static LogCondition Condition(RowRule rule) =>
        rule.LeastSeverity > 0
            ? Conditions.All(
                SeenServices.Of(rule),
                new LogCondition.Within(
                    new LogField(LogFields.Severity),
                    new LogBound(rule.LeastSeverity, IsIncluded: true),
                    null
                )
            )
            : SeenServices.Of(rule);

    /// <summary>The streams of a rule as records have them.</summary>
    public static IEnumerable<string> StreamsOf(RowRule rule) =>
        rule.Streams.SelectMany(name => name == UsualStream ? new[] { "", UsualStream } : [name]);

    private static string? Any(IReadOnlyList<RowRule> rules, Func<RowRule, string> sql) =>
        rules.Count == 0 ? null : $"({string.Join(" OR ", rules.Select(sql).Distinct(StringComparer.Ordinal))})";

    private static string OfLogs(RowRule rule, SqlValues values)
    {
        var condition = Sql(Condition(rule), values);
        return rule.Streams.Count == 0 ? condition : $"({condition} AND stream IN {values.Texts(StreamsOf(rule))})";
    }

    private static string Sql(LogCondition condition, SqlValues values) =>
        new ConditionSql(values, new RecordFields(values), DateTimeOffset.UnixEpoch).Of(condition);
}
