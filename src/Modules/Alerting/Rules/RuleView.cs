using System.Text.Json.Serialization;
using Monolith.Alerting.Evaluation;
using Monolith.Alerting.Scheduling;
using Monolith.Alerting.Seen;
using Monolith.Platform.Language;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Rules;

/// <summary>A rule with all that can be seen of it.</summary>
/// <param name="Rule">As it was written.</param>
/// <param name="Question">What it asks, in words, with everything filled in.</param>
/// <param name="For">How long its condition must be met.</param>
/// <param name="KeepFiringFor">How long its alerts fire on.</param>
/// <param name="Interval">How often it is evaluated.</param>
/// <param name="ReadOnly">True for one that comes from a file.</param>
/// <param name="File">That file.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="UpdatedBy">By whom.</param>
/// <param name="State">The worst state among its alerts.</param>
/// <param name="Evaluation">How its last evaluation went.</param>
internal sealed record RuleView(
    AlertRule Rule,
    string Question,
    PromDuration For,
    PromDuration KeepFiringFor,
    PromDuration Interval,
    bool ReadOnly,
    string? File,
    DateTimeOffset? UpdatedAt,
    string? UpdatedBy,
    AlertState State,
    EvaluationView Evaluation
)
{
    public static RuleView Of(KnownRule rule, RuleStatusBoard board, Sight sight)
    {
        var status = board.Of(rule.Key);
        return new RuleView(
            rule.Rule,
            rule.Plan.Describe(),
            new PromDuration(rule.Plan.For),
            new PromDuration(rule.Plan.KeepFiringFor),
            new PromDuration(rule.Plan.Interval),
            rule.Origin.File is not null,
            rule.Origin.File,
            rule.Origin.UpdatedAt,
            rule.Origin.UpdatedBy,
            status?.State ?? AlertState.Inactive,
            EvaluationView.Of(status, new SeenByRule(sight, rule.Plan))
        );
    }
}

/// <summary>How the last evaluation of a rule went.</summary>
/// <param name="Health"><c>ok</c>, <c>error</c>, or <c>unknown</c> before the first one on this replica.</param>
/// <param name="LastError">Why it failed.</param>
/// <param name="LastEvaluation">The moment that was asked about.</param>
/// <param name="DurationSeconds">How long it took.</param>
/// <param name="DelaySeconds">How long after that moment it began.</param>
/// <param name="Values">What was measured: at most ten groups, and of them those that the caller sees.</param>
/// <param name="Skipped">How many evaluations were left out because one was late.</param>
internal sealed record EvaluationView(
    RuleHealth Health,
    string? LastError,
    DateTimeOffset? LastEvaluation,
    double? DurationSeconds,
    double? DelaySeconds,
    IReadOnlyList<MeasuredValue> Values,
    long Skipped
)
{
    public static EvaluationView Of(RuleStatus? status, SeenByRule seen) =>
        status is null
            ? new(RuleHealth.Unknown, null, null, null, null, [], 0)
            : new(
                status.Health,
                status.LastError,
                status.LastEvaluation,
                status.Duration.TotalSeconds,
                status.Delay.TotalSeconds,
                [.. status.Values.Select(seen.Of).OfType<MeasuredValue>()],
                status.Skipped
            );
}

/// <summary>What was measured of one group.</summary>
internal sealed record MeasuredValue(IReadOnlyDictionary<string, string> Labels, double? Value, long Samples);

/// <summary>Whether a rule can be evaluated.</summary>
[JsonConverter(typeof(CamelCaseEnum<RuleHealth>))]
internal enum RuleHealth
{
    /// <summary>It was not evaluated here yet.</summary>
    Unknown,

    /// <summary>It can.</summary>
    Ok,

    /// <summary>It cannot. Its alerts are as they were.</summary>
    Error,
}
