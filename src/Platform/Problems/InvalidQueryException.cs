using Monolith.Platform.Language.Parsing;

namespace Monolith.Platform.Problems;

/// <summary>400: the text of a question cannot be asked. The problem says where in it and what could stand there.</summary>
/// <param name="diagnostics">At least one error.</param>
public sealed class InvalidQueryException(params IReadOnlyList<Diagnostic> diagnostics)
    : ProblemException(
        400,
        "invalid-query",
        "The query cannot be asked.",
        string.Join(" ", diagnostics.Where(diagnostic => !diagnostic.IsHint).Select(diagnostic => diagnostic.Message))
    )
{
    /// <summary>What is wrong with the text, and hints, in its order.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; } = diagnostics;
}
