using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>What all answers have in common: the header that clients know Elasticsearch by, and the media type that they
/// ask for.</summary>
internal static class ElasticsearchAnswer
{
    private const string VersionedJson = "application/vnd.elasticsearch+json";

    /// <summary>How answers are written. Only what JSON itself demands is escaped.</summary>
    public static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Writes the headers.</summary>
    public static void Begin(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaType(context.Request);
        context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
    }

    /// <summary>Writes a small answer.</summary>
    public static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        var answer = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(answer, Writing))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        Begin(context, status);
        context.Response.ContentLength = answer.WrittenCount;
        await context.Response.Body.WriteAsync(answer.WrittenMemory, context.RequestAborted);
    }

    /// <summary>Writes the answer to a request that failed as a whole.</summary>
    public static Task WriteErrorAsync(HttpContext context, int status, string type, string reason) =>
        WriteAsync(
            context,
            status,
            json =>
            {
                json.WriteStartObject("error");
                json.WriteStartArray("root_cause");
                json.WriteStartObject();
                json.WriteString("type", type);
                json.WriteString("reason", reason);
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteString("type", type);
                json.WriteString("reason", reason);
                json.WriteEndObject();
                json.WriteNumber("status", status);
            }
        );

    // Clients of the product's later versions ask for the form of the version that they were made for.
    private static string MediaType(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
        {
            return "application/json";
        }

        foreach (var type in accepted)
        {
            if (type.MediaType.Equals(VersionedJson, StringComparison.OrdinalIgnoreCase))
            {
                var version = type.Parameters.FirstOrDefault(p => p.Name == "compatible-with")?.Value;
                return byte.TryParse(version.GetValueOrDefault().AsSpan(), CultureInfo.InvariantCulture, out var major)
                    ? $"{VersionedJson};compatible-with={major}"
                    : VersionedJson;
            }
        }

        return "application/json";
    }
}
