using Monolith.Explore.Sql;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Language;
using Monolith.Platform.Security;

namespace Monolith.Explore.Query;

/// <summary>An answer that is had row by row, while the engine finds it, and once only.</summary>
/// <param name="kind">What it is made of.</param>
/// <param name="columns">The columns of a table; none for records.</param>
/// <param name="range">The time that the question is about.</param>
/// <param name="rows">Runs the question. Stopping early, or cancelling, stops it in the engine.</param>
internal sealed class QueryAnswer(
    QueryKind kind,
    IReadOnlyList<QueryColumn> columns,
    TimeRange range,
    Func<QueryAnswer, CancellationToken, IAsyncEnumerable<ReadOnlyMemory<byte>>> rows
)
{
    /// <summary>What it is made of.</summary>
    public QueryKind Kind => kind;

    /// <summary>The columns of a table; none for records.</summary>
    public IReadOnlyList<QueryColumn> Columns => columns;

    /// <summary>The time that the question is about.</summary>
    public TimeRange Range => range;

    /// <summary>How long the intervals are; null when there are none.</summary>
    public long? IntervalNanos { get; init; }

    /// <summary>What the queries are called while they run.</summary>
    public required string QueryId { get; init; }

    /// <summary>What the reader sees. Who does not see everything is told so, and not how much was read.</summary>
    public required DataScope Scope { get; init; }

    /// <summary>How long it has taken up to now.</summary>
    public required TimeBound Time { get; init; }

    /// <summary>Where the next page of records begins; null when there is none. Known once all rows were read.</summary>
    public string? NextCursor { get; set; }

    /// <summary>True when there are more rows than are given. Known once all rows were read.</summary>
    public bool IsCut { get; set; }

    /// <summary>Of how many bodies patterns were made: the newest ones. Known once a row was read; null for all other answers.</summary>
    public long? LookedAt { get; set; }

    /// <summary>What was read for it, where the engine says so. Known once all rows were read.</summary>
    public ReadSummary? Read { get; set; }

    /// <summary>The rows, each as JSON in UTF-8: an object for a record, an array of values for a row of a table. Its bytes are
    /// valid until the next one is asked for.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> RowsAsync(CancellationToken cancellationToken) =>
        rows(this, cancellationToken);
}
