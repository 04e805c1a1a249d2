using Monolith.Explore.Sql;
using Monolith.Explore.Sql.Fields;

namespace Monolith.Explore.Query;

/// <summary>Rows on their way through the stages of a question: where they come from, which of them go on, and in which order.
/// It becomes SQL as late as possible, so that the stages before the first grouping are one SELECT over the table.</summary>
/// <param name="select">Makes the rows: columns, conditions and what follows them.</param>
/// <param name="order">The order that the rows have by themselves.</param>
internal sealed class Relation(Func<string, IReadOnlyList<string>, string, TenantRows> select, string order)
{
    private readonly List<string> _conditions = [];
    private Func<string, IReadOnlyList<string>, string, TenantRows> _select = select;
    private string _order = order;
    private long? _limit;

    /// <summary>Rows of a table.</summary>
    public static Relation Of(TenantSql sql, string order) =>
        new(
            (columns, conditions, rest) =>
            {
                foreach (var condition in conditions)
                {
                    sql.Where(condition);
                }

                return sql.Rows(columns, rest);
            },
            order
        );

    /// <summary>Rows that a question gave.</summary>
    public static Relation Of(TenantRows rows, string order) =>
        new(
            (columns, conditions, rest) =>
                rows.Select(columns, conditions.Count == 0 ? rest : $"WHERE {string.Join(" AND ", conditions)} {rest}"),
            order
        );

    /// <summary>Whether the first rows alone go on.</summary>
    public bool IsLimited => _limit is not null;

    /// <summary>Lets through the rows that meet a condition.</summary>
    public void Where(string condition)
    {
        Settle();
        _conditions.Add(condition);
    }

    /// <summary>Puts the rows into another order.</summary>
    public void OrderBy(IEnumerable<(FieldSql Field, bool IsDescending)> keys)
    {
        Settle();
        _order = string.Join(
            ", ",
            keys.SelectMany(key =>
                key.Field.SortKeys.Select(sql => $"{sql} {(key.IsDescending ? "DESC" : "ASC")} NULLS LAST")
            )
        );
    }

    /// <summary>Lets through the first rows alone.</summary>
    public void Limit(long count) => _limit = Math.Min(_limit ?? count, count);

    /// <summary>The rows themselves, in their order.</summary>
    public TenantRows Rows(string columns) => _select(columns, _conditions, $"{OrderBySql} {LimitSql}".Trim());

    /// <summary>The rows put into groups.</summary>
    public TenantRows Grouped(string columns, string rest)
    {
        Settle();
        return _select(columns, _conditions, rest);
    }

    private string OrderBySql => _order.Length == 0 ? "" : $"ORDER BY {_order}";

    private string LimitSql => _limit is { } limit ? $"LIMIT {limit}" : "";

    // What comes behind a limit is about the rows that it has let through.
    private void Settle()
    {
        if (_limit is null)
        {
            return;
        }

        var rows = Rows("*");
        _select = (columns, conditions, rest) =>
            rows.Select(columns, conditions.Count == 0 ? rest : $"WHERE {string.Join(" AND ", conditions)} {rest}");
        _conditions.Clear();
        _limit = null;
    }
}
