using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;

namespace Monolith.Processing.Pipelines;

/// <summary>How the documents of pipelines travel: as YAML or as JSON.</summary>
internal static class PipelineBodies
{
    /// <summary>The most bytes of a document.</summary>
    public const int MaxDocumentBytes = 64 * 1024;

    /// <summary>The types that a document may have.</summary>
    public const string DocumentTypes = "application/yaml, application/json";

    /// <summary>Reads a document as it was written.</summary>
    /// <exception cref="UnsupportedMediaException">It is neither YAML nor JSON.</exception>
    public static async Task<string> ReadDocumentAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var type = request.ContentType?.Split(';')[0].Trim();
        if (!request.HasJsonContentType() && type is not ("application/yaml" or "application/x-yaml" or "text/yaml"))
        {
            throw new UnsupportedMediaException("Send a pipeline as application/yaml or application/json.");
        }

        using var reader = new StreamReader(request.Body);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    /// <summary>The number of a version in a body that may be left out.</summary>
    /// <exception cref="InvalidRequestException">It is no number.</exception>
    public static async Task<int?> ReadVersionAsync(HttpRequest request, CancellationToken cancellationToken) =>
        request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true
            ? (await DocumentJson.ReadAsync<VersionBody>(request, cancellationToken)).Version
            : null;

    /// <summary>A document that stands in a JSON body as it is, or as text.</summary>
    public static string? TextOf(JsonNode? document) =>
        document is JsonValue value && value.TryGetValue<string>(out var text) ? text : document?.ToJsonString();
}

/// <summary>Which version is meant.</summary>
/// <param name="Version">Its number; null for the usual choice.</param>
internal sealed record VersionBody(int? Version = null);
