using Monolith.Healing.Kubernetes;
using Monolith.Healing.Kubernetes.Objects;

namespace Monolith.Healing.Actions.Workloads;

/// <summary>Finds out what guardrails must know of a workload.</summary>
internal static class WorkloadReader
{
    /// <summary>The state of a workload, its disruption budgets included.</summary>
    public static async Task<WorkloadState> StateAsync(
        this KubernetesClient client,
        WorkloadKind kind,
        Workload workload,
        CancellationToken cancellationToken
    )
    {
        var budgets = await client.BudgetsAsync(workload.Metadata.Namespace, LabelsOf(workload), cancellationToken);
        return new WorkloadState
        {
            Kind = kind.Kind,
            Namespace = workload.Metadata.Namespace,
            Name = workload.Metadata.Name,
            Uid = workload.Metadata.Uid,
            ResourceVersion = workload.Metadata.ResourceVersion,
            Labels = workload.Metadata.Labels,
            Desired = workload.Desired,
            Ready = workload.Ready,
            DisruptionsAllowed = budgets.Count == 0 ? null : budgets.Min(budget => budget.Status.DisruptionsAllowed),
            IsRollingOut = Rollout.IsGoingOn(workload),
            IsSkipped = IsSkipped(workload),
        };
    }

    /// <summary>The budgets that cover pods with these labels.</summary>
    public static async Task<IReadOnlyList<PodDisruptionBudget>> BudgetsAsync(
        this KubernetesClient client,
        string ns,
        IReadOnlyDictionary<string, string> labels,
        CancellationToken cancellationToken
    )
    {
        var budgets = await client.ListAsync(
            KubernetesResources.PodDisruptionBudgets,
            ns,
            Selection.All,
            cancellationToken
        );
        return [.. budgets.Items.Where(budget => budget.Spec.Selector.Matches(labels))];
    }

    /// <summary>Whether its owner keeps healing away.</summary>
    public static bool IsSkipped(KubernetesObject item) =>
        item.Metadata.Annotations.GetValueOrDefault(WorkloadState.SkipAnnotation) == "true";

    /// <summary>The labels of the pods that a workload makes.</summary>
    private static Dictionary<string, string> LabelsOf(Workload workload)
    {
        var labels = new Dictionary<string, string>(workload.Selector.MatchLabels, StringComparer.Ordinal);
        if (
            workload.Template.TryGetProperty("metadata", out var metadata)
            && metadata.TryGetProperty("labels", out var written)
        )
        {
            foreach (var label in written.EnumerateObject())
            {
                labels[label.Name] = label.Value.GetString() ?? "";
            }
        }

        return labels;
    }
}
