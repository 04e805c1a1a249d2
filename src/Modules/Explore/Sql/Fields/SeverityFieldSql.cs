using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;

namespace Monolith.Explore.Sql.Fields;

/// <summary>A severity: a number of OpenTelemetry's scale, which has four numbers to each of its six names.</summary>
internal sealed class SeverityFieldSql(string column) : FieldSql(column)
{
    public override string Exists => $"{Key} != 0";

    public override string Text =>
        $"transform(intDiv({Key} + 3, 4), [1, 2, 3, 4, 5, 6], ['trace', 'debug', 'info', 'warn', 'error', 'fatal'], '')";

    public override string Number => Key;

    public override string IsNumber => Exists;

    // The first number of the name.
    public override string GroupKey => $"if({Key} = 0, 0, {Key} - ({Key} - 1) % 4)";

    public override FieldSql As(string column) => new SeverityFieldSql(column);

    public override string IsOneOf(SqlValues values, IReadOnlyList<string> wanted)
    {
        var conditions = wanted.Select(word => Is(values, word)).Distinct(StringComparer.Ordinal).ToList();
        return conditions.Count == 1 ? conditions[0] : $"({string.Join(" OR ", conditions)})";
    }

    public override string IsWithin(SqlValues values, LogBound? low, LogBound? high) =>
        $"({Exists} AND {Between(Key, low, high, values.Number)})";

    private string Is(SqlValues values, string word) =>
        !SeverityRange.TryParse(word, out var range) ? "0"
        : range.First == range.Last ? $"{Key} = {values.Number((long)range.First)}"
        : $"{Key} BETWEEN {values.Number((long)range.First)} AND {values.Number((long)range.Last)}";
}
