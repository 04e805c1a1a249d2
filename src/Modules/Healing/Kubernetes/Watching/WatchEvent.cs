using Monolith.Healing.Kubernetes.Objects;

namespace Monolith.Healing.Kubernetes.Watching;

/// <summary>Something that happened to an object.</summary>
/// <param name="Type">What.</param>
/// <param name="Item">The object since then; when it was deleted, as it was known last.</param>
internal sealed record WatchEvent<T>(WatchEventType Type, T Item)
    where T : KubernetesObject;

/// <summary>What happened to an object.</summary>
internal enum WatchEventType
{
    /// <summary>It is there.</summary>
    Added,

    /// <summary>It has changed.</summary>
    Modified,

    /// <summary>It is gone.</summary>
    Deleted,
}
