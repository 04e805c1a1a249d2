using Monolith.Platform.Language.Matching;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Signals;

namespace Monolith.Platform.Language;

/// <summary>
/// A condition made ready to be asked about one record after the other, on the bytes, without allocating. Thread-safe.
/// </summary>
/// <remarks>It means the same records as the condition does in SQL, but for ids of records: they are given when a record is
/// stored, so that none has one here.</remarks>
public sealed class LogMatcher
{
    private readonly RecordPredicate _predicate;

    /// <summary>Makes a condition ready.</summary>
    /// <param name="condition">As <see cref="Parsing.LogQueryParser"/> makes it.</param>
    /// <param name="now">What relative times are counted from.</param>
    public LogMatcher(LogCondition condition, DateTimeOffset now) =>
        _predicate = new PredicateCompiler(now).Compile(condition);

    /// <summary>Makes a filter ready.</summary>
    public LogMatcher(LogFilter filter)
        : this(filter.ToCondition(), DateTimeOffset.UnixEpoch) { }

    /// <summary>True when the record, normalised, is one of those that are meant.</summary>
    public bool Matches(LogRecord record) => _predicate.Holds(record);
}
