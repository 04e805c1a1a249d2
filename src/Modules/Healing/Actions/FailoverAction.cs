using System.Text.Json;
using Microsoft.Extensions.Options;
using Monolith.Healing.Actions.Workloads;
using Monolith.Healing.Kubernetes;
using Monolith.Healing.Kubernetes.Objects;

namespace Monolith.Healing.Actions;

/// <summary>Switches a Service to another pool of pods: one label of its selector gets another value. The other pool must have
/// ready pods. Rolled back, the selector is as before.</summary>
internal sealed class FailoverAction(KubernetesCluster cluster, IOptions<KubernetesOptions> options, TimeProvider clock)
    : ClusterAction(cluster)
{
    /// <inheritdoc/>
    public override string Name => "failover";

    /// <inheritdoc/>
    public override IReadOnlyList<string> FindMistakes(IReadOnlyDictionary<string, string> parameters)
    {
        var reader = new ActionParameters(parameters);
        _ = Settings.Read(reader);
        return reader.Mistakes;
    }

    /// <inheritdoc/>
    protected override async Task<ActionPlan> PlanAsync(
        KubernetesClient client,
        ActionRequest request,
        CancellationToken cancellationToken
    )
    {
        var (ns, name) = (request.Target.Namespace, request.Target.Name);
        if (request.Target.Kind != "Service")
        {
            return ActionPlan.Refused(Reasons.WrongKind, $"Only a Service fails over, not a {request.Target.Kind}.");
        }

        if (await client.FindAsync(KubernetesResources.Services, ns, name, cancellationToken) is not { } service)
        {
            return ActionPlan.Refused(Reasons.NotFound, $"There is no {request.Target}.");
        }

        var settings = Settings.Read(new ActionParameters(request.Parameters));
        var now = await PoolAsync(client, service, service.Spec.Selector, cancellationToken);
        var state = State(service, now);
        if (!service.Spec.Selector.TryGetValue(settings.Label, out var from))
        {
            return ActionPlan.Refused("noSuchPool", $"Its selector has no label '{settings.Label}'.", state);
        }

        if (from == settings.To)
        {
            return ActionPlan.Refused("alreadyThere", $"It is served by {settings.Label}={from} already.", state);
        }

        var other = await PoolAsync(client, service, With(service, settings), cancellationToken);
        if (other.Count(pod => pod.IsReady()) < settings.MinReady)
        {
            return ActionPlan.Refused(
                "poolNotReady",
                $"{other.Count(pod => pod.IsReady())} pods of {settings.Label}={settings.To} are ready: {settings.MinReady} must be.",
                state
            );
        }

        var mark = HealingMark.Done(request, service, resourceVersion: null);
        var patch = Patch(mark, settings.Label, settings.To);
        await client.PatchAsync(KubernetesResources.Services, ns, name, patch, isDryRun: true, cancellationToken);
        var path = KubernetesRequest.PathOf([.. KubernetesResources.Services.In(ns), name]);
        return new ActionPlan
        {
            Target = state,
            Calls = [new PlannedCall("PATCH", path, patch.Body, service.Metadata.Uid)],
            IsReversible = true,
            Deadline = settings.Deadline,
            Before = JsonSerializer.SerializeToElement(new Snapshot(settings.Label, from)),
        };
    }

    /// <inheritdoc/>
    protected override Task<ActionResult> ExecuteAsync(
        KubernetesClient client,
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    )
    {
        var settings = Settings.Read(new ActionParameters(request.Parameters));
        var before = Before(plan);
        return ApplyAsync(client, plan, Decide, cancellationToken);

        PatchDecision Decide(Service service)
        {
            if (HealingMark.Hindrance(service, request) is { } hindrance)
            {
                return new PatchDecision(hindrance);
            }

            return service.Spec.Selector.GetValueOrDefault(before.Label) == before.From
                ? new PatchDecision(
                    ActionResult.Changed(
                        "switched",
                        $"{request.Target} is served by {before.Label}={settings.To} now."
                    ),
                    Patch(
                        HealingMark.Done(request, service, service.Metadata.ResourceVersion),
                        before.Label,
                        settings.To
                    )
                )
                : new PatchDecision(
                    ActionResult.Failed(Reasons.Superseded, "Its selector is another one since the plan.")
                );
        }
    }

    /// <inheritdoc/>
    protected override async Task<ActionProgress> ObserveAsync(
        KubernetesClient client,
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    )
    {
        var target = plan.Target!;
        return await Patience.WaitAsync(
            await JudgeAsync(),
            stop => client.WatchAsync(KubernetesResources.Pods, target.Namespace, Selection.All, stop),
            _ => JudgeAsync(),
            options.Value.ObserveWait,
            clock,
            cancellationToken
        );

        async Task<ActionProgress> JudgeAsync()
        {
            var service = await client.FindAsync(
                KubernetesResources.Services,
                target.Namespace,
                target.Name,
                cancellationToken
            );
            if (service?.Metadata.Uid != target.Uid)
            {
                return ActionProgress.Failed(Reasons.Replaced, $"{request.Target} is gone.");
            }

            return HealingMark.IsOn(service, request)
                ? await ServedAsync(client, service, request, cancellationToken)
                : ActionProgress.Failed(Reasons.Superseded, "Somebody else has changed the Service since.");
        }
    }

    /// <inheritdoc/>
    protected override Task<ActionResult> RollBackAsync(
        KubernetesClient client,
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    )
    {
        var before = Before(plan);
        return ApplyAsync(client, plan, Decide, cancellationToken);

        PatchDecision Decide(Service service) =>
            HealingMark.HindranceToUndo(service, request) is { } hindrance
                ? new PatchDecision(hindrance)
                : new PatchDecision(
                    ActionResult.Changed(Reasons.RolledBack, $"It is served by {before.Label}={before.From} again."),
                    Patch(HealingMark.Undone(request, service), before.Label, before.From)
                );
    }

    /// <summary>Whether all endpoints are of the new pool, and enough of them are ready.</summary>
    private static async Task<ActionProgress> ServedAsync(
        KubernetesClient client,
        Service service,
        ActionRequest request,
        CancellationToken cancellationToken
    )
    {
        var settings = Settings.Read(new ActionParameters(request.Parameters));
        var pool = await PoolAsync(client, service, service.Spec.Selector, cancellationToken);
        var members = pool.Select(pod => pod.Metadata.Uid).ToHashSet(StringComparer.Ordinal);
        var slices = await client.ListAsync(
            KubernetesResources.EndpointSlices,
            service.Metadata.Namespace,
            new Selection($"{EndpointSlice.ServiceLabel}={service.Metadata.Name}"),
            cancellationToken
        );
        var serving = slices.Items.SelectMany(slice => slice.Endpoints).Where(endpoint => endpoint.IsReady()).ToArray();
        var fresh = serving.Count(endpoint => members.Contains(endpoint.TargetRef?.Uid ?? ""));
        return fresh == serving.Length && fresh >= settings.MinReady
            ? ActionProgress.Complete("switched", $"{fresh} endpoints of {settings.Label}={settings.To} serve.")
            : ActionProgress.Running("switching", $"{fresh} of {serving.Length} endpoints are of the new pool.");
    }

    private static async Task<IReadOnlyList<Pod>> PoolAsync(
        KubernetesClient client,
        Service service,
        Dictionary<string, string> selector,
        CancellationToken cancellationToken
    )
    {
        if (selector.Count == 0)
        {
            return []; // a Service without a selector has endpoints that somebody else writes
        }

        var labels = string.Join(',', selector.Select(pair => $"{pair.Key}={pair.Value}"));
        var pods = await client.ListAsync(
            KubernetesResources.Pods,
            service.Metadata.Namespace,
            new Selection(labels),
            cancellationToken
        );
        return pods.Items;
    }

    private static Task<ActionResult> ApplyAsync(
        KubernetesClient client,
        ActionPlan plan,
        Func<Service, PatchDecision> decide,
        CancellationToken cancellationToken
    )
    {
        var (ns, name) = (plan.Target!.Namespace, plan.Target.Name);
        return SinglePatch.ApplyAsync(
            () => client.FindAsync(KubernetesResources.Services, ns, name, cancellationToken),
            plan.Target.Uid,
            decide,
            patch =>
                client.PatchAsync(KubernetesResources.Services, ns, name, patch, isDryRun: false, cancellationToken)
        );
    }

    private static KubernetesPatch Patch(object metadata, string label, string value)
    {
        var selector = new Dictionary<string, string>(StringComparer.Ordinal) { [label] = value };
        return KubernetesPatch.Merge(new { metadata, spec = new { selector } });
    }

    private static Dictionary<string, string> With(Service service, Settings settings) =>
        new(service.Spec.Selector, StringComparer.Ordinal) { [settings.Label] = settings.To };

    private static WorkloadState State(Service service, IReadOnlyList<Pod> pods) =>
        new()
        {
            Kind = KubernetesResources.Services.Kind,
            Namespace = service.Metadata.Namespace,
            Name = service.Metadata.Name,
            Uid = service.Metadata.Uid,
            ResourceVersion = service.Metadata.ResourceVersion,
            Labels = service.Metadata.Labels,
            Desired = pods.Count,
            Ready = pods.Count(pod => pod.IsReady()),
            IsSkipped = WorkloadReader.IsSkipped(service),
        };

    private static Snapshot Before(ActionPlan plan) => plan.Before!.Value.Deserialize<Snapshot>()!;

    private sealed record Snapshot(string Label, string From);

    private sealed record Settings(string Label, string To, int MinReady, TimeSpan Deadline)
    {
        public static Settings Read(ActionParameters parameters) =>
            new(
                parameters.Required("label", KubernetesName.IsLabelKey, "the key of a label"),
                parameters.Required("to", KubernetesName.IsLabelValue, "the value of a label"),
                parameters.Number("minReady", 1, 1000) ?? 1,
                parameters.Duration("deadline", TimeSpan.FromMinutes(2))
            );
    }
}
