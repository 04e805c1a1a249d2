using Monolith.Explore.Sql;

namespace Monolith.Explore.Facets;

/// <summary>The values of several fields, and how often each comes, in one pass over the records.</summary>
internal static class FacetSql
{
    /// <summary>One row for each value that comes most often: <c>field</c> (the number of the field, from 1), <c>value</c>,
    /// <c>records</c>, and <c>different</c>: how many values the field has.</summary>
    /// <param name="select">Makes rows of columns and what follows them.</param>
    /// <param name="values">The values of the question.</param>
    /// <param name="fields">The fields as text, empty where a record has none.</param>
    /// <param name="count">How many records the rows of a group stand for.</param>
    /// <param name="question">Says which values, and how many of each field.</param>
    public static TenantRows Rows(
        Func<string, string, TenantRows> select,
        SqlValues values,
        IReadOnlyList<string> fields,
        string count,
        FacetQuestion question
    )
    {
        var keys = fields.Select((_, i) => $"k{i}").ToList();
        var columns = fields.Select((text, i) => $"{text} AS {keys[i]}");
        var all = string.Join(", ", keys);

        // The grouping is a bit for each key that a row is not grouped by, the first key's the highest.
        var everything = (1L << keys.Count) - 1;
        var groupings = keys.Select((_, i) => everything - (1L << (keys.Count - 1 - i)));
        var contains =
            question.Containing.Length == 0
                ? ""
                : $" AND positionCaseInsensitiveUTF8(value, {values.Text(question.Containing)}) > 0";
        return select(
                $"{string.Join(", ", columns)}, grouping({all}) AS g, toInt64({count}) AS records",
                $"GROUP BY GROUPING SETS ({string.Join(", ", keys.Select(key => $"({key})"))})"
            )
            .Select(
                $"indexOf([{string.Join(", ", groupings)}], g) AS field, "
                    + $"[{string.Join(", ", keys.Select(key => $"toString({key})"))}][field] AS value, records"
            )
            .Select(
                "field, value, records, toInt64(count() OVER (PARTITION BY field)) AS different",
                $"WHERE value != ''{contains} ORDER BY field, records DESC, value "
                    + $"LIMIT {values.Number((long)question.Limit)} BY field"
            );
    }
}
