using System.Text.Encodings.Web;
using System.Text.Json;
using Monolith.Platform.Reference;

namespace Monolith.Host.OpenApi;

/// <summary>The reference of the API for programs: <c>GET /openapi/v1.json</c>. It is public, as the page that shows it is: it
/// has no data in it, and is the same for everybody.</summary>
internal static class ApiDocumentEndpoint
{
    /// <summary>Where it is.</summary>
    public const string Path = "/openapi/v1.json";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // people read it, and it is never put into a page
    };

    /// <summary>Maps it. To be called after all other endpoints were mapped.</summary>
    public static void MapApiDocument(this IEndpointRouteBuilder routes)
    {
        // Written at the first request: nobody waits for it at the start, and afterwards nothing is mapped any more.
        var document = new Lazy<byte[]>(() =>
            JsonSerializer.SerializeToUtf8Bytes(
                ApiDocument.Write(routes.DataSources.SelectMany(source => source.Endpoints), VersionCommand.Current),
                Readable
            )
        );
        routes
            .MapGet(Path, () => TypedResults.Bytes(document.Value, "application/json"))
            .AllowAnonymous()
            .Describe(
                "Describes every endpoint of this server.",
                api => api.GivesAny(StatusCodes.Status200OK, "This document: OpenAPI 3.1.", "application/json")
            );
    }
}
