using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Monolith.Platform.Problems;

namespace Monolith.Processing.Redaction;

/// <summary>How requests and answers about keys, tokens and persons look as JSON.</summary>
internal static class PrivacyJson
{
    /// <summary>A misspelt member would silently not be there.</summary>
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // people read it; it is never put into a page
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        };

    /// <summary>Reads a request's body, which must be a JSON object.</summary>
    /// <exception cref="UnsupportedMediaException">It is of another type. A web page of somebody else can make a browser
    /// send those without asking, but not JSON.</exception>
    /// <exception cref="InvalidRequestException">It is not such an object.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            throw new UnsupportedMediaException("Send a JSON object as application/json.");
        }

        try
        {
            return await request.ReadFromJsonAsync<T>(Options, cancellationToken)
                ?? throw new InvalidRequestException("body", "The body must be a JSON object.");
        }
        catch (JsonException exception)
        {
            throw exception.AsProblem();
        }
    }
}
