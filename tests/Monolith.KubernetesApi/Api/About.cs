using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Api;

/// <summary>What the server says about itself to anybody: health, version and the list of what it has.</summary>
internal static class About
{
    /// <summary>Answers when that is what was asked.</summary>
    public static async Task<bool> TryAnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.Trim('/');
        if (path is "livez" or "readyz" or "healthz")
        {
            await context.Response.WriteAsync("ok", context.RequestAborted);
            return true;
        }

        if (Document(path) is not { } document)
        {
            return false;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(document.ToJsonString(), context.RequestAborted);
        return true;
    }

    private static JsonObject? Document(string path) =>
        path.Split('/') switch
        {
            ["version"] => new JsonObject
            {
                ["major"] = "1",
                ["minor"] = "34",
                ["gitVersion"] = "v1.34.0",
            },
            ["api"] => new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") },
            ["apis"] => Groups(),
            ["api", "v1"] => Resources("", "v1"),
            ["apis", var group, var version] => Resources(group, version),
            _ => null,
        };

    private static JsonObject Groups() =>
        new()
        {
            ["kind"] = "APIGroupList",
            ["apiVersion"] = "v1",
            ["groups"] = new JsonArray([
                .. ResourceType.All.Where(type => type.Group.Length > 0).GroupBy(type => type.Group).Select(Group),
            ]),
        };

    private static JsonObject Group(IGrouping<string, ResourceType> group)
    {
        var version = new JsonObject
        {
            ["groupVersion"] = group.First().ApiVersion,
            ["version"] = group.First().Version,
        };
        return new JsonObject
        {
            ["name"] = group.Key,
            ["versions"] = new JsonArray(version.DeepClone()),
            ["preferredVersion"] = version,
        };
    }

    private static JsonObject? Resources(string group, string version)
    {
        var types = ResourceType.All.Where(type => type.Group == group && type.Version == version).ToArray();
        return types.Length == 0
            ? null
            : new JsonObject
            {
                ["kind"] = "APIResourceList",
                ["apiVersion"] = "v1",
                ["groupVersion"] = types[0].ApiVersion,
                ["resources"] = new JsonArray([.. types.SelectMany(Resources)]),
            };
    }

    private static IEnumerable<JsonObject> Resources(ResourceType type) =>
        type
            .Subresources.Select(sub => $"{type.Plural}/{sub}")
            .Prepend(type.Plural)
            .Select(name => new JsonObject
            {
                ["name"] = name,
                ["singularName"] = name == type.Plural ? type.Kind.ToLowerInvariant() : "",
                ["namespaced"] = type.IsNamespaced,
                ["kind"] = type.Kind,
                ["verbs"] = new JsonArray("create", "delete", "get", "list", "patch", "update", "watch"),
            });
}
