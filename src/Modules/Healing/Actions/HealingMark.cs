using Monolith.Healing.Kubernetes.Objects;

namespace Monolith.Healing.Actions;

/// <summary>The <c>metadata</c> of our patches: for which object and version they hold, and the mark that they leave on it.</summary>
internal static class HealingMark
{
    /// <summary>For this object only, and with a version for that version only.</summary>
    public static Dictionary<string, object> Precondition(KubernetesObject item, string? resourceVersion)
    {
        var metadata = new Dictionary<string, object>(StringComparer.Ordinal) { ["uid"] = item.Metadata.Uid };
        if (resourceVersion is not null)
        {
            metadata["resourceVersion"] = resourceVersion;
        }

        return metadata;
    }

    /// <summary>The operation was carried out.</summary>
    public static Dictionary<string, object> Done(ActionRequest request, KubernetesObject item, string? resourceVersion)
    {
        var metadata = Precondition(item, resourceVersion);
        metadata["annotations"] = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [HealingAnnotations.Operation] = request.OperationId,
            [HealingAnnotations.At] = HealingAnnotations.Moment(request.At),
        };
        return metadata;
    }

    /// <summary>The operation was rolled back.</summary>
    public static Dictionary<string, object> Undone(ActionRequest request, KubernetesObject item)
    {
        var metadata = Precondition(item, item.Metadata.ResourceVersion);
        metadata["annotations"] = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [HealingAnnotations.Undone] = request.OperationId,
        };
        return metadata;
    }

    /// <summary>Whether the mark of an operation is on an object: it was the last to change it.</summary>
    public static bool IsOn(KubernetesObject item, ActionRequest request) =>
        item.Metadata.Annotations.GetValueOrDefault(HealingAnnotations.Operation) == request.OperationId;

    /// <summary>Whether an operation was rolled back already.</summary>
    public static bool IsUndone(KubernetesObject item, ActionRequest request) =>
        item.Metadata.Annotations.GetValueOrDefault(HealingAnnotations.Undone) == request.OperationId;

    /// <summary>Why an operation must not change an object (any more): it has done so, or a later one has. Null when it may.</summary>
    public static ActionResult? Hindrance(KubernetesObject item, ActionRequest request) =>
        IsOn(item, request) ? ActionResult.Unchanged(Reasons.AlreadyApplied, "This operation has changed it already.")
        : HealingAnnotations.IsLater(item.Metadata.Annotations.GetValueOrDefault(HealingAnnotations.At), request.At)
            ? ActionResult.Failed(Reasons.Superseded, "A later operation has changed it.")
        : null;

    /// <summary>Why there is nothing to roll back; null when there is.</summary>
    public static ActionResult? HindranceToUndo(KubernetesObject item, ActionRequest request) =>
        IsUndone(item, request) ? ActionResult.Unchanged(Reasons.AlreadyApplied, "It was rolled back already.")
        : IsOn(item, request) ? null
        : ActionResult.Unchanged(Reasons.NothingToUndo, "This operation was not the last to change it.");
}
