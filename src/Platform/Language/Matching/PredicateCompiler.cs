using Monolith.Platform.Language.Tree;
using Monolith.Platform.Signals;

namespace Monolith.Platform.Language.Matching;

/// <summary>Makes predicates of conditions.</summary>
/// <param name="now">What relative times are counted from.</param>
internal sealed class PredicateCompiler(DateTimeOffset now)
{
    private static readonly RecordPredicate Nothing = new Always(false);

    public RecordPredicate Compile(LogCondition condition) =>
        condition switch
        {
            LogCondition.Everything => new Always(true),
            LogCondition.All all => new AllHold([.. all.Parts.OrderBy(Price).Select(Compile)]),
            LogCondition.Any any => CompileAny(any),
            LogCondition.Not not => new DoesNotHold(Compile(not.Part)),
            LogCondition.Words words => new BodyHasPhrase(words.Term),
            LogCondition.WordLike word => new BodyHasWordLike(word.Pattern),
            LogCondition.Equal equal => CompileEqual(equal.Field, [equal.Value]),
            LogCondition.Like like => new IsLike(RecordField.Of(like.Field), like.Pattern),
            LogCondition.Matches matches => CompileMatches(matches),
            LogCondition.Exists exists => IsAlwaysThere(exists.Field)
                ? new Always(true)
                : new HasValue(RecordField.Of(exists.Field)),
            LogCondition.Within within => CompileWithin(within),
            LogCondition.During during => new TimeIsDuring(during.From?.Resolve(now), during.To?.Resolve(now)),
            _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, null),
        };

    // What is cheap to look at comes first: the body is long, and an expression is tried on all of it.
    private static int Price(LogCondition condition) =>
        condition switch
        {
            LogCondition.All all => all.Parts.Max(Price),
            LogCondition.Any any => any.Parts.Max(Price),
            LogCondition.Not not => Price(not.Part),
            LogCondition.Matches { Field.Name: LogFields.Body } => 4,
            LogCondition.Matches => 3,
            LogCondition.Words or LogCondition.WordLike => 2,
            LogCondition.Like { Field.Name: LogFields.Body } => 2,
            LogCondition.Within { Field.Name: LogFields.Severity } => 0,
            LogCondition.During => 0,
            _ => 1,
        };

    // The values of one field are looked for together, so that it is read once.
    private RecordPredicate CompileAny(LogCondition.Any any)
    {
        var equals = any
            .Parts.OfType<LogCondition.Equal>()
            .GroupBy(equal => equal.Field)
            .Select(group => CompileEqual(group.Key, [.. group.Select(equal => equal.Value)]));
        var others = any.Parts.Where(part => part is not LogCondition.Equal).OrderBy(Price).Select(Compile);
        RecordPredicate[] parts = [.. equals, .. others];
        return parts.Length == 1 ? parts[0] : new AnyHolds(parts);
    }

    private static RecordPredicate CompileEqual(LogField field, IReadOnlyList<string> values) =>
        LogFields.KindOf(field) switch
        {
            LogFieldKind.Severity or LogFieldKind.Number => OneOf([
                .. values.Select(value => CompileNumber(field, value)),
            ]),
            LogFieldKind.HexId => new IsOneOf(RecordField.Of(field), values.Select(value => value.ToLowerInvariant())),

            // On its way in, a record has no id yet.
            _ when IsAlwaysThere(field) => Nothing,
            _ => new IsOneOf(RecordField.Of(field), values),
        };

    private static RecordPredicate OneOf(RecordPredicate[] parts) => parts.Length == 1 ? parts[0] : new AnyHolds(parts);

    private static RecordPredicate CompileNumber(LogField field, string value)
    {
        if (LogFields.KindOf(field) == LogFieldKind.Severity)
        {
            return SeverityRange.TryParse(value, out var range)
                ? Number(field, Included(range.First), Included(range.Last))
                : Nothing;
        }

        return LogNumber.TryParse(value, out var number) ? Number(field, Included(number), Included(number)) : Nothing;
    }

    private static IsMatch CompileMatches(LogCondition.Matches matches) =>
        LogRegex.TryRead(matches.Regex, out var regex, out var error)
            ? new IsMatch(RecordField.Of(matches.Field), regex.Compile())
            : throw new ArgumentException(error, nameof(matches));

    private static RecordPredicate CompileWithin(LogCondition.Within within) =>
        LogFields.KindOf(within.Field) switch
        {
            LogFieldKind.Time => Nothing,
            LogFieldKind.Severity or LogFieldKind.Number => Number(within.Field, within.Low, within.High),
            _ when IsAlwaysThere(within.Field) => Nothing,
            _ => new TextIsWithin(RecordField.Of(within.Field), within.Low, within.High),
        };

    // Durations are stored in 32 bits, so they are compared with what the bounds are in 32 bits.
    private static NumberIsWithin Number(LogField field, LogBound? low, LogBound? high) =>
        field.Name switch
        {
            LogFields.Severity => new(record => (double)record.Severity, low, high),
            "duration_ms" => new(record => RecordField.DurationOf(record), Narrow(low), Narrow(high)),
            "weight" => new(record => record.Weight > 1 ? record.Weight : 0, low, high),
            _ => new(record => record.HttpStatus, low, high),
        };

    private static LogBound? Narrow(LogBound? bound) =>
        bound is { } wide ? wide with { Value = (float)wide.Value } : null;

    private static LogBound Included(double value) => new(value, IsIncluded: true);

    private static bool IsAlwaysThere(LogField field) =>
        LogFields.KindOf(field) == LogFieldKind.Time || field.Name == "id";
}
