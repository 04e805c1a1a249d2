using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Api;

/// <summary>An answer that is an error: a <c>Status</c> object, in the words of the real server.</summary>
internal sealed class ApiException : Exception
{
    private ApiException(int code, string reason, string message, JsonObject? details = null)
        : base(message)
    {
        Code = code;
        Status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = message,
            ["reason"] = reason,
        };
        if (details is not null)
        {
            Status["details"] = details;
        }

        Status["code"] = code;
    }

    public int Code { get; }

    public JsonObject Status { get; }

    public static ApiException NotFound(ResourceType type, string name) =>
        new(404, "NotFound", $"{type.Qualified} \"{name}\" not found", Details(type, name));

    public static ApiException NoSuchPath() =>
        new(404, "NotFound", "the server could not find the requested resource", []);

    public static ApiException AlreadyExists(ResourceType type, string name) =>
        new(409, "AlreadyExists", $"{type.Qualified} \"{name}\" already exists", Details(type, name));

    public static ApiException Conflict(ResourceType type, string name, string why) =>
        new(
            409,
            "Conflict",
            $"Operation cannot be fulfilled on {type.Qualified} \"{name}\": {why}",
            Details(type, name)
        );

    public static ApiException Modified(ResourceType type, string name) =>
        Conflict(
            type,
            name,
            "the object has been modified; please apply your changes to the latest version and try again"
        );

    /// <summary>Another manager owns what an apply wants to set.</summary>
    public static ApiException ApplyConflict(IReadOnlyList<(string Manager, string Field)> conflicts) =>
        new(
            409,
            "Conflict",
            $"Apply failed with {conflicts.Count} conflict{(conflicts.Count == 1 ? "" : "s")}: "
                + string.Join(", ", conflicts.Select(c => $"conflict with \"{c.Manager}\": {c.Field}")),
            new JsonObject
            {
                ["causes"] = new JsonArray([
                    .. conflicts.Select(c => Cause("FieldManagerConflict", $"conflict with \"{c.Manager}\"", c.Field)),
                ]),
            }
        );

    public static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiException Invalid(ResourceType type, string name, string field, string why) =>
        new(
            422,
            "Invalid",
            $"{type.Kind}.{type.Group} \"{name}\" is invalid: {field}: {why}",
            new JsonObject
            {
                ["name"] = name,
                ["group"] = type.Group,
                ["kind"] = type.Kind,
                ["causes"] = new JsonArray(Cause("FieldValueInvalid", why, field)),
            }
        );

    public static ApiException UnsupportedMediaType(string type) =>
        new(
            415,
            "UnsupportedMediaType",
            $"the body of the request was in an unknown format - accepted media types include: "
                + $"application/merge-patch+json, application/strategic-merge-patch+json, "
                + $"application/apply-patch+yaml; not {type}"
        );

    public static ApiException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);

    public static ApiException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static ApiException Forbidden(
        string user,
        string verb,
        ResourceType type,
        string? sub,
        string ns,
        string name
    )
    {
        var resource = sub is null ? type.Plural : $"{type.Plural}/{sub}";
        var qualified =
            type.Group.Length == 0 ? resource : $"{type.Plural}.{type.Group}{(sub is null ? "" : $"/{sub}")}";
        var where = ns.Length == 0 ? "at the cluster scope" : $"in the namespace \"{ns}\"";
        return new ApiException(
            403,
            "Forbidden",
            $"{qualified} {(name.Length == 0 ? "" : $"\"{name}\" ")}is forbidden: User \"{user}\" cannot {verb} "
                + $"resource \"{resource}\" in API group \"{type.Group}\" {where}",
            Details(type, name)
        );
    }

    public static ApiException Expired(long version, long oldest) =>
        new(410, "Expired", $"too old resource version: {version} ({oldest})");

    public static ApiException DisruptionBudget(
        ResourceType type,
        string pod,
        string budget,
        int needed,
        int healthy
    ) =>
        new(
            429,
            "TooManyRequests",
            "Cannot evict pod as it would violate the pod's disruption budget.",
            new JsonObject
            {
                ["name"] = pod,
                ["kind"] = type.Plural,
                ["causes"] = new JsonArray(
                    Cause(
                        "DisruptionBudget",
                        $"The disruption budget {budget} needs {needed} healthy pods and has {healthy} currently",
                        field: null
                    )
                ),
            }
        );

    public static ApiException Internal(string message) =>
        new(
            500,
            "InternalError",
            $"Internal error occurred: {message}",
            new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = message }) }
        );

    /// <summary>An error that a test asked for.</summary>
    public static ApiException Injected(int code, string reason, int? retryAfterSeconds) =>
        new(
            code,
            reason,
            "the test asked for this error",
            retryAfterSeconds is { } seconds ? new JsonObject { ["retryAfterSeconds"] = seconds } : null
        );

    private static JsonObject Details(ResourceType type, string name)
    {
        var details = new JsonObject();
        if (name.Length > 0)
        {
            details["name"] = name;
        }

        if (type.Group.Length > 0)
        {
            details["group"] = type.Group;
        }

        details["kind"] = type.Plural;
        return details;
    }

    private static JsonObject Cause(string reason, string message, string? field)
    {
        var cause = new JsonObject { ["reason"] = reason, ["message"] = message };
        if (field is not null)
        {
            cause["field"] = field;
        }

        return cause;
    }
}
