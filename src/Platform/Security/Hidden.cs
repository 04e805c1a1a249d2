using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Monolith.Platform.Security;

/// <summary>Tells a reader that not all is shown: what is hidden must not look as if it were not there.</summary>
public static class Hidden
{
    /// <summary>The header of answers from which something is left out.</summary>
    public const string HeaderName = "X-Monolith-Hidden";

    /// <summary>An endpoint filter: answers say in a header what is left out of them.</summary>
    public static ValueTask<object?> Tell(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        if (Of(Reader.Of(call.HttpContext).Scope) is { } hidden)
        {
            call.HttpContext.Response.Headers[HeaderName] = hidden.ToJsonString();
        }

        return next(call);
    }

    /// <summary>What is hidden: the names of fields, and whether there may be rows that are not seen; null when nothing is.</summary>
    public static JsonObject? Of(DataScope scope) =>
        scope.HidesNothing
            ? null
            : new JsonObject
            {
                ["fields"] = new JsonArray([
                    .. scope.HiddenFields.Order(StringComparer.Ordinal).Select(name => JsonValue.Create(name)),
                ]),
                ["rows"] = scope.Rows.Count > 0,
            };
}
