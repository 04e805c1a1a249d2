using Monolith.Alerting.Contracts;
using Monolith.Healing.Policies;
using Monolith.Platform.Documents;
using Monolith.Platform.Events;
using Monolith.Platform.Security;
using Monolith.Platform.Workflows;

namespace Monolith.Healing.Runs;

/// <summary>Tells the runs about an alert that it is gone: those that still wait for people need not wait any longer.</summary>
internal sealed class HearResolvedAlert(
    PolicyStore policies,
    RunStore runs,
    IDocumentStore documents,
    IWorkflowClient workflows
) : IEventHandler<AlertResolved>
{
    /// <inheritdoc/>
    public async Task HandleAsync(Event<AlertResolved> e, CancellationToken cancellationToken)
    {
        var resolved = e.Data;
        var tenant = new TenantId(resolved.Tenant);
        foreach (var policy in (await policies.ListAsync(tenant, cancellationToken)).Select(known => known.Policy))
        {
            if (
                AlertMatcher.AllMatch(policy.Matchers, resolved.Labels)
                && RunStarter.TryFindTarget(policy, resolved.Labels, out var target)
            )
            {
                var workflowId = RunStarter.WorkflowIdOf(tenant, target, policy.Action);
                await TellAsync(workflowId, resolved, cancellationToken);
            }
        }
    }

    private async Task TellAsync(string workflowId, AlertResolved resolved, CancellationToken cancellationToken)
    {
        var state = await workflows.GetWorkflowStateAsync(workflowId, cancellationToken: cancellationToken);
        if (
            state is not { IsWorkflowCompleted: false }
            || state.ReadInputAs<RunRequest>() is not { } request
            || request.Alert?.Fingerprint != resolved.Fingerprint
            || request.Alert.FiredAt > resolved.ResolvedAt
        )
        {
            return;
        }

        var read = await runs.FindAsync(request.Key, cancellationToken);
        if (read is { Value: { State: RunState.WaitingForApproval, ResolvedAt: null } run })
        {
            var changes = runs.Replace(new DocumentChanges(), run with { ResolvedAt = resolved.ResolvedAt }, read);
            var woken = new RunWoken(request.WorkflowId, request.RunId);
            await documents.CommitAsync(changes.Publish(RunWoken.Topic, woken), cancellationToken);
        }
    }
}
