using FluentValidation;
using Monolith.Platform.Language;

namespace Monolith.Explore.Parameters;

/// <summary>The rules of a filter, for the validators of all requests that have one.</summary>
internal static class FilterRules
{
    // The engine's text functions take so many words and no more.
    private const int MaxWords = 64;
    private const int TraceIdDigits = 32;

    /// <summary>Adds the rules. Failures are named after the parameters of the HTTP interface.</summary>
    public static void AddFilterRules<T>(this AbstractValidator<T> validator, Func<T, LogFilter> filterOf)
    {
        validator
            .RuleFor(request => filterOf(request).TraceId)
            .Must(id => id is null || IsTraceId(id))
            .OverridePropertyName("trace_id")
            .WithMessage("trace_id must be 32 hexadecimal digits, not all of them 0.");
        validator
            .RuleFor(request => filterOf(request).Body)
            .Must(terms => terms.Sum(term => term.Words.Count) <= MaxWords)
            .OverridePropertyName("q")
            .WithMessage($"q may have {MaxWords} words.");
    }

    private static bool IsTraceId(string id) =>
        id.Length == TraceIdDigits && id.All(char.IsAsciiHexDigitLower) && id.Any(digit => digit != '0');
}
