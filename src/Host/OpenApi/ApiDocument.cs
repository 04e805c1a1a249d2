using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing.Patterns;
using Monolith.Platform.Reference;

namespace Monolith.Host.OpenApi;

/// <summary>Writes the OpenAPI document of what is mapped: nothing is in it that is not there, and nothing is left out.</summary>
internal static class ApiDocument
{
    private static readonly string[] MethodsOfOpenApi =
    [
        "GET",
        "PUT",
        "POST",
        "DELETE",
        "OPTIONS",
        "HEAD",
        "PATCH",
        "TRACE",
    ];

    /// <summary>The document.</summary>
    /// <param name="endpoints">All that are mapped.</param>
    /// <param name="version">The version of the program.</param>
    public static JsonObject Write(IEnumerable<Endpoint> endpoints, string version)
    {
        var paths = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        var shapes = new ApiShapes();
        var operation = new ApiOperation(shapes);
        var tags = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var endpoint in endpoints.OfType<RouteEndpoint>())
        {
            var path = PathOf(endpoint.RoutePattern);
            var operations = paths.TryGetValue(path, out var known) ? known : paths[path] = [];
            // A test sees to it that each has its own; but a document with a gap is better than none.
            var description =
                endpoint.Metadata.GetMetadata<EndpointDescription>() ?? new EndpointDescription(endpoint.DisplayName!);
            foreach (var method in MethodsOf(endpoint, description))
            {
                var written = operation.Write(endpoint, description, path, method);
                tags.Add(written["tags"]![0]!.GetValue<string>());
                operations.TryAdd(method.ToLowerInvariant(), written);
            }
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Monolith",
                ["description"] =
                    "Takes in logs and traces by many protocols, and finds them again. Errors are problem details (RFC 9457).",
                ["version"] = version,
            },
            ["tags"] = new JsonArray([.. tags.Select(tag => new JsonObject { ["name"] = tag })]),
            ["paths"] = new JsonObject(paths.Select(path => KeyValuePair.Create(path.Key, (JsonNode?)path.Value))),
            ["components"] = ApiComponents.Write(shapes.Schemas),
        };
    }

    /// <summary>The path as OpenAPI writes it: without constraints.</summary>
    public static string PathOf(RoutePattern pattern) =>
        "/"
        + string.Join(
            '/',
            pattern.PathSegments.Select(segment =>
                string.Concat(
                    segment.Parts.Select(part =>
                        part switch
                        {
                            RoutePatternLiteralPart literal => literal.Content,
                            RoutePatternSeparatorPart separator => separator.Content,
                            RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
                            _ => throw new InvalidOperationException($"{part} is no part of a path."),
                        }
                    )
                )
            )
        );

    /// <summary>The methods that an endpoint answers and that OpenAPI knows.</summary>
    public static IEnumerable<string> MethodsOf(RouteEndpoint endpoint, EndpointDescription description) =>
        (
            description.Methods is { Count: > 0 } named
                ? named
                : endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        ).Intersect(MethodsOfOpenApi, StringComparer.OrdinalIgnoreCase);
}
