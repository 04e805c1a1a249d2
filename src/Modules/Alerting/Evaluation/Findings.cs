using Monolith.Alerting.Labels;

namespace Monolith.Alerting.Evaluation;

/// <summary>What a question came to, as far as alerts go.</summary>
/// <param name="Met">The label sets for which the condition is met.</param>
/// <param name="NotMet">Those for which it is not, though something was measured.</param>
internal sealed record Findings(IReadOnlyList<Finding> Met, IReadOnlySet<string> NotMet);

/// <summary>A label set for which the condition is met.</summary>
/// <param name="Labels">The labels of the alert.</param>
/// <param name="Annotations">Its annotations, templates filled in.</param>
/// <param name="Value">What was measured.</param>
internal sealed record Finding(LabelSet Labels, IReadOnlyDictionary<string, string> Annotations, double Value);

/// <summary>The answer makes no alerts. The rule shows it as its error.</summary>
internal sealed class EvaluationException(string message) : Exception(message);
