using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Language.Parsing;

/// <summary>What was understood of a text, and what is to be said about it.</summary>
/// <param name="Query">What was understood. It is not to be asked when there are errors: it would find more than was meant.</param>
/// <param name="Diagnostics">In the order of the text.</param>
public sealed record ParsedQuery(LogQuery Query, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>True when the text must be put right before it can be asked.</summary>
    public bool HasErrors => Diagnostics.Any(diagnostic => !diagnostic.IsHint);
}

/// <summary>What was understood of a text that may have conditions alone.</summary>
/// <param name="Filter">What was understood. It is not to be used when there are errors.</param>
/// <param name="Diagnostics">In the order of the text.</param>
public sealed record ParsedFilter(LogCondition Filter, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <inheritdoc cref="ParsedQuery.HasErrors"/>
    public bool HasErrors => Diagnostics.Any(diagnostic => !diagnostic.IsHint);
}

/// <summary>What is wrong with a text, or would be better said another way.</summary>
/// <param name="Span">The characters that it is about.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Expected">What could stand there instead; may be empty.</param>
/// <param name="Suggestion">What to put in the place of these characters, when that can be guessed.</param>
public sealed record Diagnostic(TextSpan Span, string Message, IReadOnlyList<string> Expected, string? Suggestion)
{
    /// <summary>True when the text can be asked as it is; false when it is an error.</summary>
    public bool IsHint { get; init; }
}
