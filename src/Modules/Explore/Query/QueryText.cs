using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Parsing;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Problems;

namespace Monolith.Explore.Query;

/// <summary>Reads questions in the search language, for all endpoints that have one.</summary>
internal static class QueryText
{
    /// <summary>A whole question.</summary>
    /// <param name="text">What was written; null or empty for all records.</param>
    /// <exception cref="InvalidQueryException">It cannot be asked.</exception>
    public static LogQuery Read(string? text)
    {
        var parsed = LogQueryParser.Parse(text ?? "");
        return parsed.HasErrors ? throw new InvalidQueryException(parsed.Diagnostics) : parsed.Query;
    }

    /// <summary>Conditions alone, without a time and without stages.</summary>
    /// <param name="text">What was written; null or empty for all records.</param>
    /// <exception cref="InvalidQueryException">It cannot be asked.</exception>
    public static LogCondition ReadCondition(string? text)
    {
        var parsed = LogQueryParser.ParseFilter(text ?? "");
        return parsed.HasErrors ? throw new InvalidQueryException(parsed.Diagnostics) : parsed.Filter;
    }

    /// <summary>The records that a question is about, for endpoints that do something of their own with them. Stages of the
    /// question that only choose records count; what the others make of them does not matter here.</summary>
    /// <param name="text">What was written; null or empty for all records.</param>
    /// <param name="from">From when, unless the text says so itself.</param>
    /// <param name="to">Until when, unless the text says so itself.</param>
    /// <exception cref="InvalidQueryException">It cannot be asked.</exception>
    public static LogSelection Select(string? text, LogTime? from, LogTime to)
    {
        var query = Read(text);
        var stages = query.Stages.TakeWhile(stage => stage is LogStage.Where).Cast<LogStage.Where>();
        var condition = Conditions.All([query.Filter, .. stages.Select(stage => stage.Condition)]);
        return query.Time is { } time
            ? new LogSelection(condition, time.From, time.To)
            : new LogSelection(condition, from, to);
    }
}

/// <summary>Records that are meant: which, and of what time.</summary>
/// <param name="Condition">Which.</param>
/// <param name="From">The earliest time that belongs to it; null for everything that is kept.</param>
/// <param name="To">The time that it ends before.</param>
internal sealed record LogSelection(LogCondition Condition, LogTime? From, LogTime To)
{
    /// <summary>The range of time, when <c>now</c> is the time given.</summary>
    public TimeRange Range(DateTimeOffset now) =>
        new(From?.Resolve(now) ?? TimeRange.Everything.FromUnixNano, To.Resolve(now));
}
