using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Controllers;

/// <summary>Says which pods serve a Service: one slice for each.</summary>
internal sealed class EndpointSlices(ObjectStore store) : IController
{
    private const string ServiceLabel = "kubernetes.io/service-name";

    public void Reconcile()
    {
        foreach (var service in store.List(ResourceType.Service))
        {
            if (service.At("spec", "selector") is JsonObject { Count: > 0 })
            {
                Reconcile(service);
            }
        }
    }

    private void Reconcile(JsonObject service)
    {
        var name = $"{service.Name()}-{Names.Suffix(service.Uid())}";
        var slice =
            store.Find(ResourceType.EndpointSlice, service.Namespace(), name)
            ?? store.Add(ResourceType.EndpointSlice, Empty(service, name));
        var selector = service.Texts("spec", "selector");
        var members = store
            .List(ResourceType.Pod, service.Namespace())
            .Where(pod => Selectors.MatchesPlain(selector, pod));
        store.Change(
            ResourceType.EndpointSlice,
            slice,
            item => item["endpoints"] = new JsonArray([.. members.Select(Endpoint)])
        );
    }

    private static JsonObject Empty(JsonObject service, string name) =>
        new()
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = service.Namespace(),
                ["labels"] = new JsonObject { [ServiceLabel] = service.Name() },
                ["ownerReferences"] = new JsonArray(PodFactory.OwnerReference(service)),
            },
            ["addressType"] = "IPv4",
        };

    private static JsonObject Endpoint(JsonObject pod) =>
        new()
        {
            ["addresses"] = new JsonArray(pod.Text("status", "podIP")),
            ["conditions"] = new JsonObject
            {
                ["ready"] = pod.IsReady() && !pod.IsDeleting(),
                ["serving"] = pod.IsReady(),
                ["terminating"] = pod.IsDeleting(),
            },
            ["nodeName"] = pod.Text("spec", "nodeName"),
            ["targetRef"] = new JsonObject
            {
                ["kind"] = "Pod",
                ["namespace"] = pod.Namespace(),
                ["name"] = pod.Name(),
                ["uid"] = pod.Uid(),
            },
        };
}
