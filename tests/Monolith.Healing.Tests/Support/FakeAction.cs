using System.Text.Json;
using Monolith.Healing.Actions;

namespace Monolith.Healing.Tests.Support;

/// <summary>An action on workloads that are only here: it counts what is done to each.</summary>
internal sealed class FakeAction : IHealingAction
{
    private readonly Lock _gate = new();
    private readonly HashSet<(string Operation, int Step)> _done = [];

    /// <summary>Each effect, in order: the run that had it and what it was.</summary>
    public List<(string Operation, string What)> Effects { get; } = [];

    /// <summary>How the target looks.</summary>
    public WorkloadState Target { get; set; } = ATarget();

    /// <summary>What the plan says besides.</summary>
    public Func<ActionPlan, ActionPlan> Planned { get; set; } = plan => plan;

    /// <summary>How far it is, when somebody looks.</summary>
    public Func<ActionProgress> Progress { get; set; } =
        () => ActionProgress.Complete("rolledOut", "All replicas are new.");

    /// <summary>What a call comes to; null for success.</summary>
    public Func<ActionRequest, ActionResult?> Answer { get; set; } = _ => null;

    public string Name => "fake";

    public static WorkloadState ATarget() =>
        new()
        {
            Kind = "Deployment",
            Namespace = "shop",
            Name = "checkout",
            Uid = "uid-1",
            ResourceVersion = "7",
            Desired = 3,
            Ready = 3,
        };

    public IReadOnlyList<string> FindMistakes(IReadOnlyDictionary<string, string> parameters) =>
        parameters.ContainsKey("wrong") ? ["wrong is no parameter."] : [];

    public Task<ActionPlan> PlanAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToElement(
            new { metadata = new { resourceVersion = Target.ResourceVersion, name = request.Target.Name } }
        );
        var plan = new ActionPlan
        {
            Target = Target,
            Calls = [new PlannedCall("PATCH", $"/{request.Target.Name}", body, Target.Uid)],
            Deadline = TimeSpan.FromMinutes(1),
        };
        return Task.FromResult(Planned(plan));
    }

    public Task<ActionResult> ExecuteAsync(ActionRequest request, ActionPlan plan, CancellationToken cancellationToken)
    {
        if (Answer(request) is { } answer)
        {
            return Task.FromResult(answer);
        }

        return Task.FromResult(Do(request, $"restart {request.Target.Name}"));
    }

    public Task<ActionProgress> ObserveAsync(
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    ) => Task.FromResult(Progress());

    public Task<ActionResult> RollBackAsync(
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    ) => Task.FromResult(Do(request with { Step = -1 }, $"undo {request.Target.Name}"));

    private ActionResult Do(ActionRequest request, string what)
    {
        lock (_gate)
        {
            if (!_done.Add((request.OperationId, request.Step)))
            {
                return ActionResult.Unchanged("doneBefore", "An earlier call has done it.");
            }

            Effects.Add((request.OperationId, what));
            return ActionResult.Changed("done", what);
        }
    }
}
