using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Explore.Query;

/// <summary>A question that was read and can be asked.</summary>
/// <param name="Reader">Who asks.</param>
/// <param name="Query">The question.</param>
/// <param name="From">The earliest time that belongs to it; null for everything that is kept.</param>
/// <param name="To">The time that it ends before.</param>
/// <param name="Limit">How many records at most.</param>
internal sealed record Question(Reader Reader, LogQuery Query, LogTime? From, LogTime To, int Limit)
{
    private const int DefaultLimit = 100;

    /// <summary>Reads a request that its rules have let through.</summary>
    /// <exception cref="ProblemException">It cannot be asked.</exception>
    public static Question Of(Reader reader, QueryRequest request, DateTimeOffset now)
    {
        var query = QueryText.Read(request.Query);
        LogTime? from = LogTime.TryParse(request.From ?? "", out var first) ? first : null;
        var to = LogTime.TryParse(request.To ?? "", out var last) ? last : LogTime.Now;
        (from, to) = query.Time is { } time ? (time.From, time.To) : (from, to);
        return LogTime.IsBefore(from, to, now)
            ? new Question(reader, query, from, to, request.Limit ?? DefaultLimit)
            : throw new InvalidRequestException("from", "from must lie before to.");
    }

    /// <summary>The same question, which also finds what is stored in the place of people's ids.</summary>
    public Question WithTokens(ISubjectTokens tokens) => this with { Query = Query.WithTokens(Reader, tokens) };

    /// <summary>The time that it is about. Where it is about everything, that is cut down to the minutes in which there are
    /// records, so that intervals and rates have a length.</summary>
    public async Task<TimeRange> FindRangeAsync(LogCounts counts, TimeBound bound, CancellationToken cancellationToken)
    {
        var range = new TimeRange(From?.Resolve(bound.Now) ?? TimeRange.Everything.FromUnixNano, To.Resolve(bound.Now));
        var isOpen = From is null && Query.Stages.Any(stage => stage is LogStage.Stats or LogStage.TimeSeries);
        return isOpen ? await counts.FindExtentAsync(Reader, Query.Filter, range, bound, cancellationToken) : range;
    }
}
