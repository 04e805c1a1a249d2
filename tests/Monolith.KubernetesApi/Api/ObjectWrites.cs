using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Controllers;
using Monolith.KubernetesApi.Objects;
using Monolith.KubernetesApi.Patches;

namespace Monolith.KubernetesApi.Api;

/// <summary>The verbs that change something. With <c>dryRun</c> each goes all the way but the last step.</summary>
internal sealed class ObjectWrites(ObjectStore store, Simulation simulation, Disruptions disruptions)
{
    public (int Status, JsonObject Answer) Do(ApiRequest request)
    {
        lock (store.Gate)
        {
            var done = (request.Verb, request.Subresource) switch
            {
                ("create", "eviction") => (201, Evict(request)),
                ("create", null) => (201, Create(request)),
                ("update", "scale") => (200, Replace(request, item => Scale.Apply(item, Body(request)))),
                ("update", _) => (200, Replace(request, item => ReplaceMembers(item, Body(request)))),
                ("patch", _) => Patch(request),
                ("delete", null) => (200, Delete(request)),
                _ => throw ApiException.MethodNotAllowed(),
            };
            if (!request.IsDryRun)
            {
                simulation.Changed();
            }

            return done;
        }
    }

    private JsonObject Create(ApiRequest request) => Create(request, Body(request));

    private JsonObject Create(ApiRequest request, JsonObject item)
    {
        var metadata = item.Child("metadata");
        if (metadata.Text("name") is null && metadata.Text("generateName") is { } prefix)
        {
            metadata["name"] = prefix + Names.Suffix($"{prefix}{store.Version}");
        }

        var name = item.Name();
        if (name.Length == 0)
        {
            throw ApiException.BadRequest("the object has no name");
        }

        if (request.Type.IsNamespaced)
        {
            metadata["namespace"] = request.Namespace;
        }

        if (store.Find(request.Type, request.Namespace, name) is not null)
        {
            throw ApiException.AlreadyExists(request.Type, name);
        }

        item.Remove("status");
        Defaults.Fill(request.Type, item);
        Validation.Check(request.Type, before: null, item);
        if (!request.IsDryRun)
        {
            return store.Add(request.Type, item);
        }

        store.Stamp(request.Type, item);
        return item;
    }

    private (int Status, JsonObject Answer) Patch(ApiRequest request)
    {
        Action<JsonObject> change = request.MediaType switch
        {
            "application/merge-patch+json" => item => MergePatch.Apply(item, Body(request)),
            "application/strategic-merge-patch+json" => item => StrategicMergePatch.Apply(item, Body(request)),
            "application/apply-patch+yaml" => item =>
                ServerSideApply.Apply(item, Body(request), request.FieldManager, request.Force),
            _ => throw ApiException.UnsupportedMediaType(request.MediaType),
        };
        if (request.MediaType == "application/apply-patch+yaml" && Find(request) is null)
        {
            var made = new JsonObject { ["metadata"] = new JsonObject { ["name"] = request.Name } };
            change(made);
            return (201, Create(request, made));
        }

        if (request.Subresource != "scale")
        {
            return (200, Replace(request, change));
        }

        return (
            200,
            Replace(
                request,
                item =>
                {
                    var scale = Scale.Of(item);
                    change(scale);
                    Scale.Apply(item, scale);
                }
            )
        );
    }

    /// <summary>Changes a copy of an object and keeps it, if it is still the one that the caller knows.</summary>
    private JsonObject Replace(ApiRequest request, Action<JsonObject> change)
    {
        var before = Find(request) ?? throw ApiException.NotFound(request.Type, request.Name);
        var item = before.Copy();
        // What the caller says of the version is seen only when it was not there before.
        item.Child("metadata").Remove("resourceVersion");
        change(item);
        if (
            item.Text("metadata", "resourceVersion") is { Length: > 0 } known
            && known != before.Text("metadata", "resourceVersion")
        )
        {
            throw ApiException.Modified(request.Type, request.Name);
        }

        Preserve(request, before, item);
        Validation.Check(request.Type, before, item);
        if (request.IsDryRun)
        {
            ObjectStore.Regenerate(request.Type, before, item);
        }
        else
        {
            item = store.Replace(request.Type, item);
        }

        return request.Subresource == "scale" ? Scale.Of(item) : item;
    }

    /// <summary>A write to an object leaves its status alone; a write to the status leaves all else alone.</summary>
    private static void Preserve(ApiRequest request, JsonObject before, JsonObject item)
    {
        if (request.Subresource == "status")
        {
            var status = item["status"]?.DeepClone();
            ReplaceMembers(item, before);
            item["status"] = status;
            return;
        }

        if (request.Type.Subresources.Contains("status", StringComparer.Ordinal))
        {
            item.Remove("status");
            if (before["status"] is { } status)
            {
                item["status"] = status.DeepClone();
            }
        }

        Defaults.Fill(request.Type, item);
        item.Child("metadata").TryAdd("uid", before.Uid());
        item.Child("metadata")["creationTimestamp"] = before.Text("metadata", "creationTimestamp");
        if (before.Int("metadata", "generation") is { } generation)
        {
            item.Child("metadata")["generation"] = generation;
        }
    }

    private JsonObject Delete(ApiRequest request)
    {
        var item = Find(request) ?? throw ApiException.NotFound(request.Type, request.Name);
        var body = request.Body.Length == 0 ? [] : Body(request);
        CheckUid(request, item, body);
        if (!request.IsDryRun)
        {
            simulation.Delete(request.Type, item);
        }

        return Success(request.Type, item);
    }

    private JsonObject Evict(ApiRequest request)
    {
        var pod = Find(request) ?? throw ApiException.NotFound(request.Type, request.Name);
        var eviction = Body(request);
        var isDryRun =
            request.IsDryRun
            || (eviction.At("deleteOptions", "dryRun") as JsonArray ?? []).Any(value => value.Text() == "All");
        CheckUid(request, pod, eviction["deleteOptions"] as JsonObject ?? []);
        disruptions.Evict(pod, isDryRun);
        return Success(request.Type, pod);
    }

    private static void CheckUid(ApiRequest request, JsonObject item, JsonObject deleteOptions)
    {
        if (deleteOptions.Text("preconditions", "uid") is { } uid && uid != item.Uid())
        {
            throw ApiException.Conflict(
                request.Type,
                request.Name,
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {item.Uid()}"
            );
        }
    }

    private JsonObject? Find(ApiRequest request) => store.Find(request.Type, request.Namespace, request.Name);

    private static JsonObject Success(ResourceType type, JsonObject item) =>
        new()
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = new JsonObject
            {
                ["name"] = item.Name(),
                ["group"] = type.Group,
                ["kind"] = type.Plural,
                ["uid"] = item.Uid(),
            },
        };

    private static void ReplaceMembers(JsonObject item, JsonObject members)
    {
        item.Clear();
        foreach (var (name, value) in members)
        {
            item[name] = value?.DeepClone();
        }
    }

    private static JsonObject Body(ApiRequest request) => Bodies.Read(request);
}
