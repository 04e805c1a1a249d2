using Monolith.Healing.Kubernetes.Objects;

namespace Monolith.Healing.Actions.Workloads;

/// <summary>How far a rollout has come, by the rules of <c>kubectl rollout status</c>.</summary>
internal static class Rollout
{
    private const string DeadlineExceeded = "ProgressDeadlineExceeded";

    /// <summary>How far it has come.</summary>
    public static ActionProgress Progress(Workload workload) =>
        workload switch
        {
            Deployment deployment => Progress(deployment),
            StatefulSet set => Progress(set),
            DaemonSet set => Progress(set),
            _ => throw new InvalidOperationException($"{workload.GetType().Name} is no workload that rolls out."),
        };

    /// <summary>Whether a change of the template is still on its way. Pods of the newest template that are not ready are an
    /// outage, not a rollout.</summary>
    public static bool IsGoingOn(Workload workload) =>
        workload switch
        {
            Deployment d => !IsObserved(d, d.Status.ObservedGeneration)
                || d.Status.UpdatedReplicas < d.Spec.Replicas
                || d.Status.Replicas > d.Status.UpdatedReplicas,
            StatefulSet s => !IsObserved(s, s.Status.ObservedGeneration)
                || s.Status.UpdatedReplicas < s.Spec.Replicas - Partition(s),
            DaemonSet s => !IsObserved(s, s.Status.ObservedGeneration)
                || s.Status.UpdatedNumberScheduled < s.Status.DesiredNumberScheduled,
            _ => throw new InvalidOperationException($"{workload.GetType().Name} is no workload that rolls out."),
        };

    private static ActionProgress Progress(Deployment deployment)
    {
        var (spec, status) = (deployment.Spec, deployment.Status);
        if (!IsObserved(deployment, status.ObservedGeneration))
        {
            return NotObserved();
        }

        if (status.Conditions.Any(c => c is { Type: "Progressing", Reason: DeadlineExceeded }))
        {
            return ActionProgress.Failed(
                DeadlineExceeded,
                $"The rollout is stuck: {status.AvailableReplicas} of {spec.Replicas} replicas are available."
            );
        }

        if (status.UpdatedReplicas < spec.Replicas)
        {
            return Updating(status.UpdatedReplicas, spec.Replicas);
        }

        if (status.Replicas > status.UpdatedReplicas)
        {
            var old = status.Replicas - status.UpdatedReplicas;
            return ActionProgress.Running("terminating", $"{old} old replicas are still there.");
        }

        return status.AvailableReplicas < status.UpdatedReplicas
            ? Starting(status.AvailableReplicas, status.UpdatedReplicas)
            : Complete(spec.Replicas);
    }

    private static ActionProgress Progress(StatefulSet set)
    {
        var (spec, status) = (set.Spec, set.Status);
        if (status.ObservedGeneration == 0 || !IsObserved(set, status.ObservedGeneration))
        {
            return NotObserved();
        }

        if (status.ReadyReplicas < spec.Replicas)
        {
            return Starting(status.ReadyReplicas, spec.Replicas);
        }

        var wanted = spec.Replicas - Partition(set);
        var isUpdated =
            Partition(set) > 0 ? status.UpdatedReplicas >= wanted : status.UpdateRevision == status.CurrentRevision;
        return isUpdated ? Complete(spec.Replicas) : Updating(status.UpdatedReplicas, wanted);
    }

    private static ActionProgress Progress(DaemonSet set)
    {
        var status = set.Status;
        if (!IsObserved(set, status.ObservedGeneration))
        {
            return NotObserved();
        }

        if (status.UpdatedNumberScheduled < status.DesiredNumberScheduled)
        {
            return Updating(status.UpdatedNumberScheduled, status.DesiredNumberScheduled);
        }

        return status.NumberAvailable < status.DesiredNumberScheduled
            ? Starting(status.NumberAvailable, status.DesiredNumberScheduled)
            : Complete(status.DesiredNumberScheduled);
    }

    private static bool IsObserved(Workload workload, long observed) => observed >= workload.Metadata.Generation;

    private static int Partition(StatefulSet set) => set.Spec.UpdateStrategy.RollingUpdate?.Partition ?? 0;

    private static ActionProgress NotObserved() =>
        ActionProgress.Running("notObserved", "The controller has not seen the change yet.");

    private static ActionProgress Updating(int updated, int wanted) =>
        ActionProgress.Running("updating", $"{updated} of {wanted} replicas are updated.");

    private static ActionProgress Starting(int available, int wanted) =>
        ActionProgress.Running("starting", $"{available} of {wanted} updated replicas are available.");

    private static ActionProgress Complete(int replicas) =>
        ActionProgress.Complete("rolledOut", $"All {replicas} replicas are updated and available.");
}
