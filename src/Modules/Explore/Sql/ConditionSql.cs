using Monolith.Explore.Sql.Fields;
using Monolith.Platform.Language.Tree;

namespace Monolith.Explore.Sql;

/// <summary>Conditions as SQL. They must mean the same records as <see cref="Platform.Language.LogMatcher"/>.</summary>
/// <param name="values">Takes the values.</param>
/// <param name="scope">Knows the fields.</param>
/// <param name="now">What relative times are counted from.</param>
internal sealed class ConditionSql(SqlValues values, IFieldScope scope, DateTimeOffset now)
{
    /// <summary>The condition: 0 or 1, never NULL.</summary>
    public string Of(LogCondition condition) =>
        condition switch
        {
            LogCondition.Everything => "1",
            LogCondition.All all => OfAll(all.Parts),
            LogCondition.Any any => OfAny(any.Parts),
            LogCondition.Not not => $"NOT {Of(not.Part)}",
            LogCondition.Words words => $"({WordsSql.HasPhrase(values, Body.Text, words.Term)})",
            LogCondition.WordLike word => WordsSql.HasLike(values, Body.Text, word.Pattern),
            LogCondition.Equal equal => IsOneOf(equal.Field, [equal.Value]),
            LogCondition.Like like => scope.Field(like.Field).IsLike(values, like.Pattern),
            LogCondition.Matches matches => scope.Field(matches.Field).Matches(values, matches.Regex),
            LogCondition.Exists exists => $"({scope.Field(exists.Field).Exists})",
            LogCondition.Within within => scope.Field(within.Field).IsWithin(values, within.Low, within.High),
            LogCondition.During during => OfTime(during),
            _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, null),
        };

    private FieldSql Body => scope.Field(LogField.Body);

    // Words are asked of the text index together, and so are the values of one field.
    private string OfAll(IReadOnlyList<LogCondition> parts)
    {
        var words = SingleWords(parts);
        var conditions = parts.Where(part => !IsSingleWord(part)).Select(Of);
        return Join(
            " AND ",
            words.Count == 0 ? conditions : conditions.Prepend(WordsSql.HasAll(values, Body.Text, words))
        );
    }

    private string OfAny(IReadOnlyList<LogCondition> parts)
    {
        var words = SingleWords(parts);
        var equals = parts
            .OfType<LogCondition.Equal>()
            .GroupBy(equal => equal.Field)
            .Select(group => IsOneOf(group.Key, [.. group.Select(equal => equal.Value)]));
        var others = parts.Where(part => part is not LogCondition.Equal && !IsSingleWord(part)).Select(Of);
        var conditions = equals.Concat(others);
        return Join(
            " OR ",
            words.Count == 0 ? conditions : conditions.Prepend(WordsSql.HasAny(values, Body.Text, words))
        );
    }

    private string IsOneOf(LogField field, IReadOnlyList<string> wanted) =>
        $"({scope.Field(field).IsOneOf(values, wanted)})";

    private string OfTime(LogCondition.During during) =>
        ((TimeFieldSql)scope.Field(new LogField(LogFields.Timestamp))).IsDuring(
            values,
            during.From?.Resolve(now),
            during.To?.Resolve(now)
        );

    private static bool IsSingleWord(LogCondition part) => part is LogCondition.Words { Term.Words.Count: 1 };

    private static List<string> SingleWords(IReadOnlyList<LogCondition> parts) =>
        [.. parts.Where(IsSingleWord).Select(part => ((LogCondition.Words)part).Term.Words[0])];

    private static string Join(string between, IEnumerable<string> conditions) =>
        $"({string.Join(between, conditions)})";
}
