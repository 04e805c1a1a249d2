using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Monolith.Ingest.Tests.Elasticsearch;

/// <summary>Says what clients of Elasticsearch say, and reads what they read.</summary>
internal static class ElasticsearchClient
{
    /// <summary>Sends lines to an endpoint for bulk requests.</summary>
    public static Task<Answer> BulkAsync(this IngestHost host, string lines, string path = "/_bulk") =>
        host.SendAsync(HttpMethod.Post, path, lines);

    /// <summary>Sends a request as it is.</summary>
    /// <param name="host">The host.</param>
    /// <param name="method">The method.</param>
    /// <param name="path">The path and the query.</param>
    /// <param name="body">The body, or none.</param>
    /// <param name="mediaType">The body's content type.</param>
    /// <param name="headers">Other headers.</param>
    public static async Task<Answer> SendAsync(
        this IngestHost host,
        HttpMethod method,
        string path,
        string? body = null,
        string mediaType = "application/x-ndjson",
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await host.Http.SendAsync(request);
        return new Answer(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Content.Headers.ContentType?.ToString() ?? "",
            response
                .Headers.Concat(response.Content.Headers)
                .ToDictionary(h => h.Key, h => string.Join(" | ", h.Value), StringComparer.OrdinalIgnoreCase)
        );
    }
}

/// <summary>What came back.</summary>
internal sealed partial record Answer(
    HttpStatusCode Status,
    string Text,
    string MediaType,
    IReadOnlyDictionary<string, string> Headers
)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The body without the one number that is another each time.</summary>
    public string Timeless => TookRegex().Replace(Text, "\"took\":0");

    /// <summary>The operation of each item, with its status and the type of its error.</summary>
    public IEnumerable<(string Operation, int Status, string? Error)> Items =>
        Json.GetProperty("items")
            .EnumerateArray()
            .Select(item => item.EnumerateObject().Single())
            .Select(item =>
                (
                    item.Name,
                    item.Value.GetProperty("status").GetInt32(),
                    item.Value.TryGetProperty("error", out var error) ? error.GetProperty("type").GetString() : null
                )
            );

    /// <summary>The parts of an item, whatever its operation.</summary>
    public JsonElement Item(int place) => Json.GetProperty("items")[place].EnumerateObject().Single().Value;

    [GeneratedRegex("\"took\":\\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TookRegex();
}
