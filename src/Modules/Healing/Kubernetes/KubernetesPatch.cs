using System.Text.Json;

namespace Monolith.Healing.Kubernetes;

/// <summary>A change of an object that names only what changes, so that fields which we do not know stay as they are.</summary>
internal sealed record KubernetesPatch
{
    private KubernetesPatch(string contentType, JsonElement body, bool isForced = false)
    {
        ContentType = contentType;
        Body = body;
        IsForced = isForced;
    }

    public string ContentType { get; }

    public JsonElement Body { get; }

    /// <summary>Whether fields that others own are taken over.</summary>
    public bool IsForced { get; }

    /// <summary>Lists of containers and the like are merged by their keys. For built-in kinds only.</summary>
    public static KubernetesPatch Strategic(object body) => new("application/strategic-merge-patch+json", ToJson(body));

    /// <summary>RFC 7396: null removes, lists are replaced.</summary>
    public static KubernetesPatch Merge(object body) => new("application/merge-patch+json", ToJson(body));

    /// <summary>Server-side apply: the fields in it are ours from now on, those that we applied before and that are no longer
    /// in it are removed.</summary>
    public static KubernetesPatch Apply(object body, bool isForced = false) =>
        new("application/apply-patch+yaml", ToJson(body), isForced);

    private static JsonElement ToJson(object body) => JsonSerializer.SerializeToElement(body, KubernetesJson.Options);
}
