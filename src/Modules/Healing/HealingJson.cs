using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Monolith.Platform.Problems;

namespace Monolith.Healing;

/// <summary>How policies and runs look as JSON: in requests, in answers and in files.</summary>
internal static class HealingJson
{
    // A misspelt guardrail would silently not be there.
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // people read it: > and not \u003E; it is never put into a page
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

    /// <summary>The word for a value of an enumeration.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
