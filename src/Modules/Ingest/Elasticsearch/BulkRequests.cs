using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Monolith.Platform.Problems;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>What the headers of a request with documents say.</summary>
internal static class BulkRequests
{
    // What the clients say of themselves: their versions, and which of their helpers asks.
    private const string ClientHeader = "x-elastic-client-meta";

    private static readonly string[] MediaTypes =
    [
        "application/x-ndjson",
        "application/json",
        "application/vnd.elasticsearch+x-ndjson",
        "application/vnd.elasticsearch+json",
    ];

    // Forms and plain text are left out on purpose: any web page may make a browser post those to this host.
    /// <exception cref="UnsupportedMediaException">The body is of a type that is not read here.</exception>
    public static void CheckMediaType(HttpRequest request)
    {
        var isKnown =
            string.IsNullOrEmpty(request.ContentType)
            || (
                MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
                && Array.Exists(MediaTypes, known => type.MediaType.Equals(known, StringComparison.OrdinalIgnoreCase))
            );
        if (!isKnown)
        {
            throw new UnsupportedMediaException($"Use one of these content types: {string.Join(", ", MediaTypes)}.");
        }
    }

    /// <summary>Whether one of Elastic's own clients asks. They send a request again by themselves that is answered with 503, and
    /// hand 429 to their caller; every shipper sends again after 429, and some after nothing else.</summary>
    public static bool IsOfElasticClient(HttpRequest request) => request.Headers.ContainsKey(ClientHeader);

    /// <summary>Whether the bulk helper of such a client asks. It sends those documents again that are answered with 429 each.</summary>
    public static bool IsOfHelper(HttpRequest request) =>
        request.Headers[ClientHeader].ToString().Contains(",h=b", StringComparison.Ordinal);
}
