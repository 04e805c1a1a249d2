namespace Monolith.Platform.Language.Tree;

/// <summary>Which records are meant.</summary>
/// <remarks>
/// A condition is asked in two ways that must agree: as SQL over what is stored, and by <see cref="LogMatcher"/> over one
/// record on its way in. A record without the field that a condition is about does not meet it, so it does meet its
/// <see cref="Not"/>. How they are written is in docs/query-language.md.
/// </remarks>
public abstract record LogCondition
{
    private LogCondition() { }

    /// <summary>Every record.</summary>
    public sealed record Everything : LogCondition;

    /// <summary>Records that meet all parts: <c>a b</c>, <c>a AND b</c>.</summary>
    /// <param name="Parts">At least two.</param>
    public sealed record All(IReadOnlyList<LogCondition> Parts) : LogCondition;

    /// <summary>Records that meet one part or more: <c>a OR b</c>.</summary>
    /// <param name="Parts">At least two.</param>
    public sealed record Any(IReadOnlyList<LogCondition> Parts) : LogCondition;

    /// <summary>Records that do not meet the part: <c>NOT a</c>, <c>-a</c>.</summary>
    public sealed record Not(LogCondition Part) : LogCondition;

    /// <summary>A word or a phrase in the body: <c>timeout</c>, <c>"connection refused"</c>.</summary>
    public sealed record Words(BodyTerm Term) : LogCondition;

    /// <summary>A word in the body that the pattern fits: <c>pay*</c>, <c>t?meout</c>. Case does not matter for A to Z.</summary>
    /// <param name="Pattern"><c>*</c> stands for any characters of a word, <c>?</c> for one.</param>
    public sealed record WordLike(string Pattern) : LogCondition;

    /// <summary>Exactly this value: <c>service:checkout</c>. Of a field of numbers, the same number.</summary>
    public sealed record Equal(LogField Field, string Value) : LogCondition;

    /// <summary>A whole value that the pattern fits: <c>http.route:/orders/*</c>. Case matters.</summary>
    /// <param name="Field">The field.</param>
    /// <param name="Pattern"><c>*</c> stands for any characters, <c>?</c> for one, <c>\</c> makes the next one stand for itself.</param>
    public sealed record Like(LogField Field, string Pattern) : LogCondition;

    /// <summary>A value in which the expression finds something: <c>/time(d)? ?out/</c> in the body, <c>url.full:/\?id=/</c>.</summary>
    /// <param name="Field">The field.</param>
    /// <param name="Regex">In RE2's syntax.</param>
    public sealed record Matches(LogField Field, string Regex) : LogCondition;

    /// <summary>Any value at all: <c>user_id:*</c>.</summary>
    public sealed record Exists(LogField Field) : LogCondition;

    /// <summary>A number between bounds: <c>duration_ms&gt;=500</c>, <c>size:[1 TO 5}</c>, <c>severity&gt;=warn</c>. A value
    /// that is not a number is not between any.</summary>
    /// <param name="Field">The field.</param>
    /// <param name="Low">The lower bound, or none.</param>
    /// <param name="High">The upper bound, or none.</param>
    public sealed record Within(LogField Field, LogBound? Low, LogBound? High) : LogCondition;

    /// <summary>Records whose time lies between: <c>timestamp&gt;=2026-03-04T05:06:07Z</c>. The first moment belongs to it,
    /// the second does not.</summary>
    public sealed record During(LogTime? From, LogTime? To) : LogCondition;
}

/// <summary>One end of a range of numbers.</summary>
/// <param name="Value">The number.</param>
/// <param name="IsIncluded">Whether it belongs to the range itself.</param>
public readonly record struct LogBound(double Value, bool IsIncluded);
