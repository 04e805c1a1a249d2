using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Monolith.Audit.Contracts;
using Monolith.Healing.Actions;
using Monolith.Healing.Guardrails;
using Monolith.Healing.Policies;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;
using Monolith.Platform.Workflows;

namespace Monolith.Healing.Runs;

/// <summary>Starts runs. A start that is repeated, for the same alert or while the same work is under way, starts nothing.
/// Thread-safe.</summary>
internal sealed class RunStarter(
    RunStore runs,
    IWorkflowClient workflows,
    IDocumentStore documents,
    IOptions<HealingOptions> options,
    HealingMetrics metrics,
    TimeProvider clock
)
{
    private readonly HealingOptions _options = options.Value;

    /// <summary>Starts what a policy says about an alert.</summary>
    /// <returns>The id of the run that does it; an earlier one when there is one already.</returns>
    public Task<string> StartAsync(
        TenantId tenant,
        Policy policy,
        RunAlert alert,
        Actor startedBy,
        CancellationToken cancellationToken
    )
    {
        // The same alert that is told of twice is the same run, even when the first is over.
        var id = Hash($"{tenant}\n{policy.Id}\n{alert.Fingerprint}\n{alert.FiredAt.UtcTicks}");
        var mode = _options.DryRun && policy.Mode > PolicyMode.DryRun ? PolicyMode.DryRun : policy.Mode;
        return StartAsync(new Wanted(id, tenant, policy, mode, alert.Labels, alert, startedBy), cancellationToken);
    }

    /// <summary>Rehearses a policy for labels that somebody thought of. Changes nothing, whatever the policy's mode.</summary>
    /// <returns>The id of the run.</returns>
    public Task<string> RehearseAsync(
        TenantId tenant,
        Policy policy,
        IReadOnlyDictionary<string, string> labels,
        Actor startedBy,
        CancellationToken cancellationToken
    )
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
        var wanted = new Wanted(id, tenant, policy, PolicyMode.DryRun, labels, Alert: null, startedBy);
        return StartAsync(wanted, cancellationToken);
    }

    /// <summary>The workflow that does an action to a target for a tenant.</summary>
    public static string WorkflowIdOf(TenantId tenant, ActionTarget target, string action) =>
        $"heal-{Hash($"{tenant}\n{target}\n{action}")}";

    /// <summary>What a policy's target is for an alert.</summary>
    /// <returns>False when the alert lacks a label.</returns>
    public static bool TryFindTarget(Policy policy, IReadOnlyDictionary<string, string> labels, out ActionTarget target)
    {
        var isComplete = LabelTemplate.TryExpand(policy.Target.Kind, labels, out var kind);
        isComplete &= LabelTemplate.TryExpand(policy.Target.Namespace, labels, out var space);
        isComplete &= LabelTemplate.TryExpand(policy.Target.Name, labels, out var name);
        target = new ActionTarget(kind, space, name);
        return isComplete;
    }

    private async Task<string> StartAsync(Wanted wanted, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(new RunKey(wanted.Tenant.Value, wanted.RunId), cancellationToken) is not null)
        {
            return wanted.RunId;
        }

        var isComplete = TryFindTarget(wanted.Policy, wanted.Labels, out var target);
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in wanted.Policy.Parameters)
        {
            isComplete &= LabelTemplate.TryExpand(text, wanted.Labels, out var value);
            parameters[name] = value;
        }

        // A rehearsal changes nothing: it need not wait for the real thing, and must not keep it from beginning.
        var workflowId =
            wanted.Mode == PolicyMode.DryRun
                ? $"rehearse-{wanted.RunId}"
                : WorkflowIdOf(wanted.Tenant, target, wanted.Policy.Action);
        var request = new RunRequest(
            wanted.RunId,
            workflowId,
            wanted.Tenant.Value,
            wanted.Policy,
            wanted.Mode,
            target,
            parameters,
            wanted.Alert,
            wanted.StartedBy,
            clock.GetUtcNow(),
            _options.WatchInterval
        );
        return isComplete
            ? await ScheduleAsync(request, cancellationToken)
            : await RefuseAsync(request, cancellationToken);
    }

    private async Task<string> ScheduleAsync(RunRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await workflows.ScheduleNewWorkflowAsync(
                nameof(Heal),
                request.WorkflowId,
                request,
                cancellationToken: cancellationToken
            );
            metrics.RunStarted(request.Policy.Action);
            return request.RunId;
        }
        catch (WorkflowAlreadyExistsException)
        {
            return await AttachAsync(request, cancellationToken);
        }
    }

    private async Task<string> AttachAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var state = await workflows.GetWorkflowStateAsync(request.WorkflowId, cancellationToken: cancellationToken);
        var running = state?.ReadInputAs<RunRequest>()?.RunId ?? request.RunId;
        if (running != request.RunId)
        {
            // A run that has just ended is joined by nobody: the alert is told of again in a moment, and begins anew.
            var joined = await runs.FindAsync(new RunKey(request.Tenant, running), cancellationToken);
            if (joined?.Value.State == RunState.Ended)
            {
                throw new WorkflowAlreadyExistsException(request.WorkflowId);
            }

            var entry = RunAudit.Attached(request, running, clock.GetUtcNow());
            await documents.CommitAsync(new DocumentChanges().Audit(entry), cancellationToken);
        }

        return running;
    }

    /// <summary>Writes down a run that has no target. Nothing can be looked at, so there is no workflow.</summary>
    private async Task<string> RefuseAsync(RunRequest request, CancellationToken cancellationToken)
    {
        const string Message = "The alert lacks a label that the policy's target or parameters need.";
        var now = clock.GetUtcNow();
        var step = RunStep.Done(RunStep.End, StepResult.Refused, "labelMissing", Message, now, now);
        var run = new Run { Request = request }.With(step) with
        {
            State = RunState.Ended,
            Outcome = RunOutcome.Refused,
            Reason = step.Reason,
            EndedAt = now,
        };
        var changes = runs.Add(new DocumentChanges(), run).Audit(RunAudit.Of(run, step, now));
        await documents.CommitAsync(changes, cancellationToken);
        metrics.RunStarted(request.Policy.Action);
        metrics.RunEnded(run, now);
        return request.RunId;
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];

    private sealed record Wanted(
        string RunId,
        TenantId Tenant,
        Policy Policy,
        PolicyMode Mode,
        IReadOnlyDictionary<string, string> Labels,
        RunAlert? Alert,
        Actor StartedBy
    );
}
