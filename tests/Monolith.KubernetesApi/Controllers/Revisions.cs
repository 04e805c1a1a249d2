using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Controllers;

/// <summary>The templates that a StatefulSet or DaemonSet has had, as <c>ControllerRevision</c> objects.</summary>
internal static class Revisions
{
    /// <summary>The label of a pod that says which template it was made from.</summary>
    public const string Label = "controller-revision-hash";

    /// <summary>The revision of the template as it is now; made when there is none.</summary>
    public static string Current(ObjectStore store, JsonObject owner)
    {
        var template = owner.At("spec", "template");
        var name = $"{owner.Name()}-{Names.OfTemplate(template)}";
        if (store.Find(ResourceType.ControllerRevision, owner.Namespace(), name) is null)
        {
            var known = store
                .List(ResourceType.ControllerRevision, owner.Namespace())
                .Where(revision => revision.IsOwnedBy(owner));
            store.Add(
                ResourceType.ControllerRevision,
                new JsonObject
                {
                    ["metadata"] = new JsonObject
                    {
                        ["name"] = name,
                        ["namespace"] = owner.Namespace(),
                        ["ownerReferences"] = new JsonArray(PodFactory.OwnerReference(owner)),
                    },
                    ["revision"] = known.Count() + 1,
                    ["data"] = new JsonObject { ["spec"] = new JsonObject { ["template"] = template?.DeepClone() } },
                }
            );
        }

        return name;
    }

    public static JsonNode? Template(ObjectStore store, JsonObject owner, string revision) =>
        store.Find(ResourceType.ControllerRevision, owner.Namespace(), revision).At("data", "spec", "template");

    public static string? Of(JsonObject pod) => pod.Text("metadata", "labels", Label);
}
