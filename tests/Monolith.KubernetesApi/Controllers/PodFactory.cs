using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Controllers;

/// <summary>Makes pods from the template of a workload.</summary>
internal sealed class PodFactory(ObjectStore store, IReadOnlyList<string> nodes)
{
    private int _made;

    /// <summary>A name that no pod had before.</summary>
    public string NewName(JsonObject owner) => $"{owner.Name()}-{Names.Suffix($"{owner.Uid()} {_made}")}";

    public void Make(
        JsonObject owner,
        JsonNode? template,
        string name,
        string? node = null,
        IEnumerable<KeyValuePair<string, string>>? labels = null
    )
    {
        _made++;
        var metadata = (template?["metadata"] as JsonObject)?.Copy() ?? [];
        metadata["name"] = name;
        metadata["namespace"] = owner.Namespace();
        metadata["ownerReferences"] = new JsonArray(OwnerReference(owner));
        foreach (var (label, value) in labels ?? [])
        {
            metadata.Child("labels")[label] = value;
        }

        var spec = (template?["spec"] as JsonObject)?.Copy() ?? [];
        spec["nodeName"] = node ?? nodes[_made % nodes.Count];
        store.Add(ResourceType.Pod, new JsonObject { ["metadata"] = metadata, ["spec"] = spec });
    }

    /// <summary>Pods of a workload, oldest first.</summary>
    public IReadOnlyList<JsonObject> Of(JsonObject owner) =>
        [
            .. store
                .List(ResourceType.Pod, owner.Namespace())
                .Where(pod => pod.IsOwnedBy(owner))
                .OrderBy(Age, StringComparer.Ordinal),
        ];

    public void Delete(JsonObject pod) => store.Remove(ResourceType.Pod, pod);

    public static JsonObject OwnerReference(JsonObject owner) =>
        new()
        {
            ["apiVersion"] = owner.Text("apiVersion"),
            ["kind"] = owner.Text("kind"),
            ["name"] = owner.Name(),
            ["uid"] = owner.Uid(),
            ["controller"] = true,
            ["blockOwnerDeletion"] = true,
        };

    // Uids hold the moment at which they were made; several of one moment are told apart by chance, as anywhere.
    private static string Age(JsonObject pod) => pod.Uid();
}
