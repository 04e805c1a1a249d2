using System.Diagnostics.Metrics;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Redaction;

/// <summary>What became of values that could not be protected as they should.</summary>
internal sealed class PrivacyMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _covered = meters
        .Create("Monolith.Processing")
        .CreateCounter<long>(
            "monolith.processing.value.covered",
            "{value}",
            "Values that were covered instead of getting a token, because there was no key for them or they were no value of their kind."
        );

    /// <summary>Counts a value that was covered.</summary>
    public void CountCovered(TokenKind kind) =>
        _covered.Add(1, new KeyValuePair<string, object?>("monolith.kind", kind.Name));
}
