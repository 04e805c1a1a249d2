using Monolith.Healing.Actions;
using Monolith.Healing.Guardrails;
using Monolith.Healing.Policies;
using Monolith.Platform.Workflows;

namespace Monolith.Healing.Runs;

/// <summary>Has the action look at its target and say what it would do, and asks the guardrails about that.</summary>
internal sealed class MakePlan(RunStore runs, ActionCatalog actions, FactFinder facts, TimeProvider clock)
    : WorkflowActivity<RunKey, RunStep>
{
    /// <inheritdoc/>
    public override async Task<RunStep> RunAsync(WorkflowActivityContext context, RunKey input)
    {
        var startedAt = clock.GetUtcNow();
        var run = (await runs.GetAsync(input, context.CancellationToken)).Value;
        if (run.Step(RunStep.Plan) is { } done)
        {
            return done;
        }

        var plan = await actions.Of(run).PlanAsync(run.Request.ToAction(), context.CancellationToken);
        var found = await facts.FindAsync(run, context.CancellationToken);
        var verdict = Guardrail.Check(found.Facts with { Plan = plan });
        var hash = PlanHash.Of(run.Request, plan);
        var step = RunStep.Of(RunStep.Plan, verdict, startedAt, clock.GetUtcNow(), Describe(plan, clock.GetUtcNow()));
        var asksPeople = verdict.IsAllowed && run.Request.Mode == PolicyMode.Approve;
        return await runs.NoteAsync(
            input,
            now =>
                (
                    now.With(step) with
                    {
                        Plan = plan,
                        PlanHash = hash,
                        State = asksPeople ? RunState.WaitingForApproval : now.State,
                    },
                    step
                ),
            context.CancellationToken
        );
    }

    private static List<Evidence> Describe(ActionPlan plan, DateTimeOffset now)
    {
        var evidence = new List<Evidence>();
        if (plan.Target is { } target)
        {
            evidence.Add(
                new Evidence(
                    $"{target.Kind} {target.Namespace}/{target.Name}",
                    $"{target.Ready} of {target.Desired} replicas ready, version {target.ResourceVersion}",
                    now
                )
            );
        }

        evidence.AddRange(plan.Calls.Select(call => new Evidence("would send", $"{call.Method} {call.Address}", now)));
        return evidence;
    }
}
