using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;

namespace Monolith.Explore.Admission;

/// <summary>What is known about the cost of a question without asking the engine. Whatever it costs then, the engine itself keeps
/// it within the budget.</summary>
internal static class QueryCosts
{
    // What lies in so short a time is read about as quickly as an estimate is had.
    private const long ShortNanos = 30L * 60 * 1_000_000_000;

    /// <summary>The cost of records of a condition and a time.</summary>
    public static QueryCost Of(LogCondition condition, TimeRange range) =>
        condition.NamesFew() ? QueryCost.Small : Of(range);

    /// <summary>The cost of all there is of a time.</summary>
    public static QueryCost Of(TimeRange range) =>
        IsShort(range.ToUnixNano - range.FromUnixNano) ? QueryCost.Small : QueryCost.Unknown;

    /// <summary>Whether what lies in so many nanoseconds is small, whatever it is.</summary>
    public static bool IsShort(long nanos) => nanos <= ShortNanos;
}
