using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Monolith.DaprSidecar.Http;

/// <summary>Reads what all building blocks read.</summary>
internal static class Requests
{
    private const string Prefix = "metadata.";

    /// <summary>The query parameters <c>metadata.name=value</c>.</summary>
    public static Dictionary<string, string> Metadata(this HttpRequest request) =>
        request
            .Query.Where(entry => entry.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(
                entry => entry.Key[Prefix.Length..],
                entry => entry.Value.ToString(),
                StringComparer.OrdinalIgnoreCase
            );

    /// <summary>A parameter of the route, unescaped.</summary>
    public static string Route(this HttpRequest request, string name) => request.RouteValues[name] as string ?? "";

    /// <exception cref="BadHttpRequestException">The body is longer than allowed.</exception>
    public static async Task<byte[]> ReadBodyAsync(this HttpRequest request)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        return buffer.ToArray();
    }

    /// <summary>The body as JSON.</summary>
    /// <exception cref="ApiException">It is none, or it is too long.</exception>
    public static async Task<JsonElement> ReadJsonAsync(this HttpRequest request, Func<string, ApiException> malformed)
    {
        try
        {
            return JsonElement.Parse(await request.ReadBodyAsync());
        }
        catch (JsonException error)
        {
            throw malformed(error.Message);
        }
        catch (BadHttpRequestException error)
        {
            throw malformed(error.Message);
        }
    }
}
