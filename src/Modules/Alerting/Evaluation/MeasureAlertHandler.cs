using MediatR;
using Monolith.Alerting.Contracts;
using Monolith.Alerting.Rules;
using Monolith.Explore.Contracts;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Evaluation;

/// <summary>Asks the question of an alert's rule again and looks for the alert's own labels in the answer.</summary>
internal sealed class MeasureAlertHandler(RuleCatalog catalog, IMediator mediator, TimeProvider clock)
    : IRequestHandler<MeasureAlert, AlertMeasurement>
{
    public async Task<AlertMeasurement> Handle(MeasureAlert request, CancellationToken cancellationToken)
    {
        var at = clock.GetUtcNow();
        var rule = await catalog.FindAsync(new RuleKey(request.Tenant, request.RuleId), cancellationToken);
        if (rule is null)
        {
            return new AlertMeasurement(AlertCondition.Unknown, null, "", at, $"There is no rule {request.RuleId}.");
        }

        var question = rule.Plan.Describe();
        try
        {
            var measured = await mediator.Send(rule.Plan.Ask(Reader.Whole(request.Tenant), at), cancellationToken);
            var (condition, value) = Read(rule.Plan, measured, request.Fingerprint);
            return new AlertMeasurement(condition, value, question, at);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new AlertMeasurement(AlertCondition.Unknown, null, question, at, e.Message);
        }
    }

    /// <summary>What an answer says of one alert.</summary>
    internal static (AlertCondition Condition, double? Value) Read(
        RulePlan rule,
        IReadOnlyList<Measurement> measured,
        string fingerprint
    )
    {
        var findings = Interpretation.Read(rule with { NoData = NoData.Ok }, measured);
        if (findings.Met.FirstOrDefault(f => f.Labels.Fingerprint == fingerprint) is { } met)
        {
            return (AlertCondition.Met, met.Value);
        }

        var own = measured.FirstOrDefault(m =>
            m.Value is { } value && Interpretation.LabelsOf(rule, m.Labels, value).Fingerprint == fingerprint
        );
        return own switch
        {
            null when rule.CountsNothingAsZero => (rule.IsMet(0) ? AlertCondition.Met : AlertCondition.NotMet, 0),
            null => (AlertCondition.NoData, null),

            // As bad as before, on too few records to be sure: no recovery.
            _ when rule.IsMet(own.Value!.Value) => (AlertCondition.NoData, own.Value),
            _ => (AlertCondition.NotMet, own.Value),
        };
    }
}
