using Monolith.Explore.Admission;
using Monolith.Explore.Sql;
using Monolith.Explore.Sql.Fields;
using Monolith.Platform.Language;

namespace Monolith.Explore.Query;

/// <summary>What a question gives.</summary>
internal enum QueryKind
{
    /// <summary>Records, as <c>GET /api/v1/logs</c> shows them.</summary>
    Records,

    /// <summary>Rows of a table.</summary>
    Table,

    /// <summary>Rows for each interval of a time.</summary>
    TimeSeries,

    /// <summary>The shapes of bodies.</summary>
    Patterns,
}

/// <summary>A column of an answer.</summary>
internal sealed record QueryColumn(string Name, ColumnType Type);

/// <summary>How a question is asked of the engine.</summary>
/// <param name="Kind">What it gives.</param>
/// <param name="Columns">The columns of a table; none for records.</param>
/// <param name="Rows">The SQL.</param>
/// <param name="Range">The time that it is about.</param>
internal sealed record QueryPlan(QueryKind Kind, IReadOnlyList<QueryColumn> Columns, TenantRows Rows, TimeRange Range)
{
    /// <summary>How long the intervals are; null when there are none.</summary>
    public long? IntervalNanos { get; init; }

    /// <summary>How many rows are given at most. The SQL asks for one more, which tells that there are more.</summary>
    public required int MaxRows { get; init; }

    /// <summary>Whether each row ends with a number that is not shown: of how many bodies patterns were made.</summary>
    public bool HasSample { get; init; }

    /// <summary>What is known about the cost of the question.</summary>
    public QueryCost Cost { get; init; }
}
