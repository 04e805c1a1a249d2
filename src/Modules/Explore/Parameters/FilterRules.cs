using FluentValidation;
using Monolith.Platform.Language;

namespace Monolith.Explore.Parameters;

/// <summary>The rules of a filter.</summary>
internal static class FilterRules
{
    /// <summary>What a trace id must be.</summary>
    public const string TraceId = "trace_id must be 32 hexadecimal digits, not all of them 0.";

    private const int TraceIdDigits = 32;

    // The engine's text functions take so many words and no more.
    private const int MaxWords = 64;

    /// <summary>How many words there may be.</summary>
    public static string Words { get; } = $"q may have {MaxWords} words.";

    /// <summary>Adds the rules to the validator of a request. Failures are named after the parameters of the HTTP interface.</summary>
    public static void AddFilterRules<T>(this AbstractValidator<T> validator, Func<T, LogFilter> filterOf)
    {
        validator
            .RuleFor(request => filterOf(request).TraceId)
            .Must(id => id is null || IsTraceId(id))
            .OverridePropertyName("trace_id")
            .WithMessage(TraceId);
        validator
            .RuleFor(request => filterOf(request).Body)
            .Must(AreFewEnough)
            .OverridePropertyName("q")
            .WithMessage(Words);
    }

    /// <summary>Whether there are not more words than there may be.</summary>
    public static bool AreFewEnough(IReadOnlyList<BodyTerm> terms) => terms.Sum(term => term.Words.Count) <= MaxWords;

    /// <summary>Whether it is an id in lower case.</summary>
    public static bool IsTraceId(string id) =>
        id.Length == TraceIdDigits && id.All(char.IsAsciiHexDigitLower) && id.Any(digit => digit != '0');
}
