using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Controllers;

/// <summary>Deletes what belongs to an object that is gone.</summary>
internal sealed class GarbageCollector(ObjectStore store) : IController
{
    public void Reconcile()
    {
        var all = ResourceType.All.SelectMany(type => store.List(type).Select(item => (type, item))).ToArray();
        var living = all.Select(entry => entry.item.Uid()).ToHashSet(StringComparer.Ordinal);
        foreach (var (type, item) in all)
        {
            if (item.Controller().Text("uid") is { } owner && !living.Contains(owner))
            {
                store.Remove(type, item);
            }
        }
    }
}
