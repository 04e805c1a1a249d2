using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Monolith.Host.Tests.Attacks;

/// <summary>Something that the running program can be asked, as its own document says.</summary>
/// <param name="Method">How.</param>
/// <param name="Path">Where, with names in braces.</param>
/// <param name="Parameters">The names of what its query string may have.</param>
internal sealed record Endpoint(HttpMethod Method, string Path, IReadOnlyList<string> Parameters)
{
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete"];

    /// <summary>All of them.</summary>
    public static async Task<IReadOnlyList<Endpoint>> ReadAsync(HttpClient http)
    {
        var document = await http.GetFromJsonAsync<JsonObject>(new Uri("/openapi/v1.json", UriKind.Relative));
        return
        [
            .. from path in document!["paths"]!.AsObject()
            from operation in path.Value!.AsObject()
            where Methods.Contains(operation.Key, StringComparer.Ordinal)
            select new Endpoint(
                new HttpMethod(operation.Key.ToUpperInvariant()),
                path.Key,
                [
                    .. (operation.Value!["parameters"] as JsonArray ?? [])
                        .Where(parameter => parameter!["in"]?.GetValue<string>() == "query")
                        .Select(parameter => parameter!["name"]!.GetValue<string>()),
                ]
            ),
        ];
    }

    /// <summary>Its address with a value in the place of every name.</summary>
    public string With(string value) =>
        string.Join(
            '/',
            Path.Split('/')
                .Select(part => part.Contains('{', StringComparison.Ordinal) ? Uri.EscapeDataString(value) : part)
        );
}
