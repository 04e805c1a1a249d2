using MediatR;
using Monolith.Alerting.Contracts;
using Monolith.Alerting.Rules;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Seen;

/// <summary>Says what a reader sees of alerts that are kept elsewhere: null for one that is not seen.</summary>
internal sealed class SeeAlertsHandler(RuleCatalog catalog) : IRequestHandler<SeeAlerts, IReadOnlyList<AlertSight?>>
{
    public async Task<IReadOnlyList<AlertSight?>> Handle(SeeAlerts request, CancellationToken cancellationToken)
    {
        var sight = new Sight(request.Reader.Scope);
        var rules = await catalog.ListAsync(cancellationToken);
        return [.. request.Alerts.Select(See)];

        AlertSight? See(KeptAlert alert)
        {
            var rule = rules.GetValueOrDefault(new RuleKey(request.Reader.Tenant, alert.RuleId));
            var seen = new SeenByRule(sight, rule?.Plan);
            if (!seen.Shows(alert.Labels))
            {
                return null;
            }

            var labels = seen.LabelsOf(alert.Labels);
            return new AlertSight(labels.Fingerprint, labels, seen.ShowsValue);
        }
    }
}
