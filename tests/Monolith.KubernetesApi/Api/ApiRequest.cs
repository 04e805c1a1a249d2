using System.Globalization;
using Microsoft.AspNetCore.Http;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Api;

/// <summary>What a request asks for, in the terms of access rules.</summary>
internal sealed record ApiRequest
{
    public required string Verb { get; init; }

    public required ResourceType Type { get; init; }

    public string? Subresource { get; init; }

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public bool IsDryRun { get; init; }

    public bool Force { get; init; }

    public string? FieldManager { get; init; }

    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    public long? ResourceVersion { get; init; }

    public bool AllowsBookmarks { get; init; }

    public TimeSpan? Timeout { get; init; }

    public string MediaType { get; init; } = "";

    public byte[] Body { get; init; } = [];

    /// <summary>Reads <c>/api/v1/…</c> and <c>/apis/GROUP/VERSION/…</c>.</summary>
    /// <exception cref="ApiException">There is no such path, or a parameter makes no sense.</exception>
    public static async Task<ApiRequest> ReadAsync(HttpRequest request)
    {
        var (type, ns, name, subresource) = Locate(request.Path.Value ?? "");
        var query = request.Query;
        var isWatch = query["watch"].ToString() is "1" or "true";
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        return new ApiRequest
        {
            Verb = VerbOf(request.Method, isNamed: name.Length > 0, isWatch),
            Type = type,
            Namespace = ns,
            Name = name,
            Subresource = subresource,
            IsDryRun = DryRun(query["dryRun"].ToString()),
            Force = query["force"].ToString() is "1" or "true",
            FieldManager = Parameter(query, "fieldManager"),
            LabelSelector = Parameter(query, "labelSelector"),
            FieldSelector = Parameter(query, "fieldSelector"),
            ResourceVersion = Number(Parameter(query, "resourceVersion")),
            AllowsBookmarks = query["allowWatchBookmarks"].ToString() is "1" or "true",
            Timeout = Number(Parameter(query, "timeoutSeconds")) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            MediaType = (request.ContentType ?? "").Split(';')[0].Trim(),
            Body = body.ToArray(),
        };
    }

    private static (ResourceType Type, string Namespace, string Name, string? Subresource) Locate(string path)
    {
        // Segments were unescaped by the server already; none of them may hold a slash.
        var parts = path.Trim('/').Split('/');
        var (group, version, rest) = parts switch
        {
            ["api", var core, .. var tail] => ("", core, tail),
            ["apis", var named, var its, .. var tail] => (named, its, tail),
            _ => throw ApiException.NoSuchPath(),
        };
        var (ns, inside) = rest is ["namespaces", var within, _, ..] ? (within, rest[2..]) : ("", rest);
        if (inside is [] || ResourceType.Find(group, version, inside[0]) is not { } type || inside.Length > 3)
        {
            throw ApiException.NoSuchPath();
        }

        var subresource = inside.ElementAtOrDefault(2);
        return subresource is null || type.Subresources.Contains(subresource, StringComparer.Ordinal)
            ? (type, ns, inside.ElementAtOrDefault(1) ?? "", subresource)
            : throw ApiException.NoSuchPath();
    }

    private static string VerbOf(string method, bool isNamed, bool isWatch) =>
        (method, isNamed) switch
        {
            ("GET", true) when !isWatch => "get",
            ("GET", _) when isWatch => "watch",
            ("GET", false) => "list",
            ("POST", _) => "create",
            ("PUT", true) => "update",
            ("PATCH", true) => "patch",
            ("DELETE", true) => "delete",
            _ => throw ApiException.MethodNotAllowed(),
        };

    private static bool DryRun(string value) =>
        value switch
        {
            "" => false,
            "All" => true,
            _ => throw ApiException.BadRequest($"dryRun: Unsupported value: \"{value}\": supported values: \"All\""),
        };

    private static string? Parameter(IQueryCollection query, string name) =>
        query[name].ToString() is { Length: > 0 } value ? value : null;

    private static long? Number(string? text) =>
        text is null ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw ApiException.BadRequest($"'{text}' is no number");
}
