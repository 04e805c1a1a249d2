using Monolith.Alerting.Contracts;
using Monolith.Healing.Guardrails;
using Monolith.Healing.Policies;
using Monolith.Platform.Events;
using Monolith.Platform.Security;

namespace Monolith.Healing.Runs;

/// <summary>Starts a run for each policy that an alert matches.</summary>
internal sealed class HealFiredAlert(PolicyStore policies, Signals signals, RunStarter starter)
    : IEventHandler<AlertFired>
{
    /// <inheritdoc/>
    public async Task HandleAsync(Event<AlertFired> e, CancellationToken cancellationToken)
    {
        var fired = e.Data;
        var tenant = new TenantId(fired.Tenant);
        await signals.AddAsync(tenant, fired.Fingerprint, fired.FiredAt, cancellationToken);
        var alert = new RunAlert(fired.RuleId, fired.Fingerprint, fired.Labels, fired.FiredAt, fired.Value);
        foreach (var policy in (await policies.ListAsync(tenant, cancellationToken)).Select(known => known.Policy))
        {
            if (policy.Mode != PolicyMode.Off && AlertMatcher.AllMatch(policy.Matchers, fired.Labels))
            {
                await starter.StartAsync(tenant, policy, alert, Actor.System("alerting"), cancellationToken);
            }
        }
    }
}
