using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;

namespace Monolith.Host.OpenApi;

/// <summary>Writes operations of the document.</summary>
/// <param name="shapes">Says what bodies look like.</param>
internal sealed class ApiOperation(ApiShapes shapes)
{
    /// <summary>The operation of an endpoint for one of its methods.</summary>
    public JsonObject Write(RouteEndpoint endpoint, EndpointDescription description, string path, string method)
    {
        var permission = PermissionOf(endpoint);
        var operation = new JsonObject
        {
            ["tags"] = new JsonArray(TagOf(endpoint)),
            ["summary"] = description.Summary,
            ["operationId"] = IdOf(path, method),
        };
        var remarks = string.Join(
            " ",
            new[] { description.Remarks, permission is null ? "" : $"Needs the permission `{permission}`." }.Where(
                text => text.Length > 0
            )
        );
        if (remarks.Length > 0)
        {
            operation["description"] = remarks;
        }

        operation["parameters"] = new JsonArray([
            .. ParametersOf(endpoint, description).Select(parameter => Write(parameter)),
        ]);
        if (description.Body is { } body && method is not ("GET" or "HEAD"))
        {
            operation["requestBody"] = new JsonObject
            {
                ["description"] = body.Meaning,
                ["required"] = true,
                ["content"] = new JsonObject(shapes.Content(body)),
            };
        }

        operation["responses"] = Responses(endpoint, description, permission);
        operation["security"] = permission is null
            ? []
            : new JsonArray([
                .. ApiComponents.SecuritySchemes.Select(name => new JsonObject { [name] = new JsonArray() }),
            ]);
        if (permission is not null)
        {
            operation["x-permission"] = permission;
        }

        return operation;
    }

    private static IEnumerable<ApiParameter> ParametersOf(RouteEndpoint endpoint, EndpointDescription description)
    {
        foreach (var part in endpoint.RoutePattern.Parameters)
        {
            yield return description.Parameters.FirstOrDefault(known => known.In == "path" && known.Name == part.Name)
                ?? new ApiParameter("path", part.Name, "Which one is meant.", ApiType.Text);
        }

        foreach (var parameter in description.Parameters.Where(parameter => parameter.In != "path"))
        {
            yield return parameter;
        }
    }

    private static JsonObject Write(ApiParameter parameter) =>
        new()
        {
            ["name"] = parameter.Name,
            ["in"] = parameter.In,
            ["description"] = parameter.Meaning,
            ["required"] = parameter.In == "path",
            ["schema"] = parameter.Type switch
            {
                ApiType.Text => new JsonObject { ["type"] = "string" },
                ApiType.Number => new JsonObject { ["type"] = "integer" },
                ApiType.Texts => new JsonObject
                {
                    ["type"] = "array",
                    ["items"] = new JsonObject { ["type"] = "string" },
                },
                _ => throw new InvalidOperationException($"{parameter.Type} is no type of a parameter."),
            },
        };

    private JsonObject Responses(RouteEndpoint endpoint, EndpointDescription description, string? permission)
    {
        var responses = new JsonObject();
        foreach (var answers in description.Answers.GroupBy(answer => answer.Status))
        {
            responses[answers.Key.ToString(CultureInfo.InvariantCulture)] = Write([.. answers.Select(a => a.Content)]);
        }

        if (description.Answers.Count == 0)
        {
            responses["200"] = new JsonObject { ["description"] = "What the protocol has as an answer." };
        }

        if (endpoint.Metadata.GetMetadata<IProblemForm>() is not null)
        {
            responses["default"] = new JsonObject { ["description"] = "An error, in the form of the protocol." };
            return responses;
        }

        foreach (var problems in ProblemsOf(description, permission).GroupBy(problem => problem.Status))
        {
            responses[problems.Key.ToString(CultureInfo.InvariantCulture)] = ApiComponents.Problem(
                problems.Select(problem => problem.Slug)
            );
        }

        return responses;
    }

    // One status may be answered in several media types, each of which says what it is.
    private JsonObject Write(IReadOnlyList<ApiContent> contents)
    {
        var response = new JsonObject
        {
            ["description"] = string.Join(" ", contents.Select(content => content.Meaning)),
        };
        var types = contents.Where(content => content.ContentTypes.Length > 0).SelectMany(shapes.Content).ToList();
        if (types.Count > 0)
        {
            response["content"] = new JsonObject(types);
        }

        return response;
    }

    private static IEnumerable<(int Status, string Slug)> ProblemsOf(
        EndpointDescription description,
        string? permission
    )
    {
        if (description.Body is not null || description.Parameters.Any(parameter => parameter.In == "query"))
        {
            yield return (StatusCodes.Status400BadRequest, "invalid-request");
        }

        if (permission is not null)
        {
            yield return (StatusCodes.Status401Unauthorized, "key-needed");
            yield return (StatusCodes.Status403Forbidden, "not-allowed");
        }

        if (description.Body is not null)
        {
            yield return (StatusCodes.Status413PayloadTooLarge, "too-large");
            yield return (StatusCodes.Status415UnsupportedMediaType, "unsupported-media");
        }

        foreach (var problem in description.Problems)
        {
            yield return problem;
        }
    }

    private static string? PermissionOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
            ? null
            : endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy;

    // The module that the code of the endpoint is in.
    private static string TagOf(RouteEndpoint endpoint)
    {
        var assembly = endpoint.Metadata.GetMetadata<MethodInfo>()?.Module.Assembly.GetName().Name;
        return assembly is null or "monolith" ? "Host" : assembly["Monolith.".Length..];
    }

    private static string IdOf(string path, string method) =>
        string.Join(
            '-',
            path.Split(['/', '{', '}'], StringSplitOptions.RemoveEmptyEntries).Prepend(method.ToLowerInvariant())
        );
}
