using Monolith.Platform.Language.Tree;

namespace Monolith.Explore.Sql;

/// <summary>What is known about a condition without asking the engine.</summary>
internal static class Conditions
{
    private static readonly LogCondition Everything = new LogCondition.Everything();

    /// <summary>The condition that is met when all of these are.</summary>
    public static LogCondition All(params IEnumerable<LogCondition> conditions)
    {
        var parts = conditions.SelectMany(PartsOf).ToList();
        return parts.Count switch
        {
            0 => Everything,
            1 => parts[0],
            _ => new LogCondition.All(parts),
        };
    }

    /// <summary>True when the condition is about nothing but what the roll-up of counts knows.</summary>
    public static bool IsAnsweredByCounts(this LogCondition condition) =>
        condition switch
        {
            LogCondition.Everything => true,
            LogCondition.All all => all.Parts.All(IsAnsweredByCounts),
            LogCondition.Any any => any.Parts.All(IsAnsweredByCounts),
            LogCondition.Not not => not.Part.IsAnsweredByCounts(),
            LogCondition.Equal equal => IsService(equal.Field) || IsSeverity(equal.Field),
            LogCondition.Exists exists => IsService(exists.Field) || IsSeverity(exists.Field),
            LogCondition.Within within => IsSeverity(within.Field),
            LogCondition.Like like => IsService(like.Field),
            LogCondition.Matches matches => IsService(matches.Field),
            _ => false,
        };

    /// <summary>What the roll-up of counts knows of the condition: all its records meet this, and others may too.</summary>
    public static LogCondition Counted(this LogCondition condition) =>
        All(PartsOf(condition).Where(IsAnsweredByCounts));

    /// <summary>True when the condition names the records of one request, or of a few: found by an index wherever they lie.</summary>
    public static bool NamesRequests(this LogCondition condition) =>
        condition switch
        {
            LogCondition.Equal { Field.Name: "correlation_id" or "request_id" or "trace_id" or "id" } => true,
            LogCondition.All all => all.Parts.Any(NamesRequests),
            LogCondition.Any any => any.Parts.All(NamesRequests),
            _ => false,
        };

    /// <summary>True when the condition seems to name few records that an index finds: <see cref="NamesRequests"/>, or something
    /// that looks like an id. Looking for them step by step would cost a query for each step.</summary>
    public static bool NamesFew(this LogCondition condition) =>
        condition switch
        {
            LogCondition.Equal equal => LooksLikeId(equal.Value),
            LogCondition.Words words => words.Term.Words.Any(LooksLikeId),
            LogCondition.All all => all.Parts.Any(NamesFew),
            LogCondition.Any any => any.Parts.All(NamesFew),
            _ => false,
        } || condition.NamesRequests();

    /// <summary>Adds the condition to a question.</summary>
    /// <param name="sql">The question.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="now">What its relative times are counted from.</param>
    public static TenantSql Where(this TenantSql sql, LogCondition condition, DateTimeOffset now) =>
        condition is LogCondition.Everything
            ? sql
            : sql.Where(new ConditionSql(sql.Values, new RecordFields(sql.Values), now).Of(condition));

    /// <summary>True when the condition is about services and nothing else.</summary>
    public static bool IsOfService(LogCondition condition) =>
        condition switch
        {
            LogCondition.All all => all.Parts.All(IsOfService),
            LogCondition.Any any => any.Parts.All(IsOfService),
            LogCondition.Not not => IsOfService(not.Part),
            LogCondition.Equal equal => IsService(equal.Field),
            LogCondition.Exists exists => IsService(exists.Field),
            LogCondition.Like like => IsService(like.Field),
            LogCondition.Matches matches => IsService(matches.Field),
            _ => false,
        };

    /// <summary>The conditions all of which must be met.</summary>
    public static IEnumerable<LogCondition> PartsOf(LogCondition condition) =>
        condition switch
        {
            LogCondition.Everything => [],
            LogCondition.All all => all.Parts.SelectMany(PartsOf),
            _ => [condition],
        };

    // People's words and the names of hosts and versions have fewer digits. What is frequent after all is found as well, only later.
    private static bool LooksLikeId(string text) => text.Count(char.IsAsciiDigit) >= 5;

    private static bool IsService(LogField field) => field.Name == "service";

    private static bool IsSeverity(LogField field) => field.Name == LogFields.Severity;
}
