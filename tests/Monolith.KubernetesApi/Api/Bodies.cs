using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Running;
using YamlDotNet.Core;

namespace Monolith.KubernetesApi.Api;

/// <summary>Reads the object that a request carries: JSON, or YAML where an apply allows it.</summary>
internal static class Bodies
{
    /// <exception cref="ApiException">It is no object.</exception>
    public static JsonObject Read(ApiRequest request)
    {
        try
        {
            var node = request.MediaType.EndsWith("yaml", StringComparison.Ordinal)
                ? Manifests.Read(Encoding.UTF8.GetString(request.Body)).SingleOrDefault()
                : JsonNode.Parse(request.Body);
            return node as JsonObject ?? throw ApiException.BadRequest("the body is no object");
        }
        catch (Exception error) when (error is JsonException or YamlException or FormatException)
        {
            throw ApiException.BadRequest($"unable to decode the body: {error.Message}");
        }
    }
}
