using MediatR;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Security;

namespace Monolith.Explore.Contracts;

/// <summary>Asks for one page of the records of a tenant that meet a condition, in the order of their time.</summary>
/// <param name="Reader">Who asks.</param>
/// <param name="Condition">Which of them.</param>
public sealed record SearchLogs(Reader Reader, LogCondition Condition) : IRequest<SearchPage>
{
    /// <summary>The largest page.</summary>
    public const int MaxLimit = 1000;

    /// <summary>The earliest time that belongs to the search; null for everything that is kept.</summary>
    public LogTime? From { get; init; }

    /// <summary>The time that the search ends before.</summary>
    public LogTime To { get; init; } = LogTime.Now;

    /// <summary>The order of the records.</summary>
    public SearchOrder Order { get; init; } = SearchOrder.NewestFirst;

    /// <summary>How many records at most, 1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>True when there is to be no other page.</summary>
    public bool IsOnePage { get; init; }

    /// <summary>What the queries of the search are called while they run; null for names of their own.</summary>
    public string? QueryId { get; init; }

    /// <summary>The page's place: <see cref="SearchPage.NextCursor"/> of the page before. Everything but the limit must be
    /// as it was there.</summary>
    public string? Cursor { get; init; }
}

/// <summary>The order of a search.</summary>
public enum SearchOrder
{
    /// <summary>From the latest back.</summary>
    NewestFirst,

    /// <summary>From the earliest on.</summary>
    OldestFirst,
}

/// <summary>One page of a search. It is read while the engine finds it, and once only.</summary>
/// <param name="range">What the times of the search mean, as they did on its first page.</param>
/// <param name="records">Runs the search.</param>
public sealed class SearchPage(TimeRange range, Func<SearchPage, IAsyncEnumerable<ReadOnlyMemory<byte>>> records)
{
    /// <summary>What the times of the search mean, as they did on its first page.</summary>
    public TimeRange Range => range;

    /// <summary>
    /// The records, each as one JSON object in UTF-8 (docs/search.md); its bytes are valid until the next one is asked for.
    /// Stopping early, or cancelling, stops the search in the engine.
    /// </summary>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> Records => records(this);

    /// <summary>Where the next page begins; null when there is none. Known once all records were read.</summary>
    public string? NextCursor { get; internal set; }
}
