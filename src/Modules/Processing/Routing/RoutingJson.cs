using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Monolith.Platform.Problems;

namespace Monolith.Processing.Routing;

/// <summary>How destinations and streams look as JSON.</summary>
internal static class RoutingJson
{
    // A misspelt or missing field would silently send something else, or somewhere else, than was meant.
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // people read it: > and not \u003E; it is never put into a page
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>An answer.</summary>
    public static JsonHttpResult<T> Answer<T>(T value, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(value, Options, statusCode: status);

    /// <summary>An answer whose ETag the next change may name.</summary>
    public static JsonHttpResult<T> Answer<T>(
        HttpResponse response,
        T value,
        string? etag,
        int status = StatusCodes.Status200OK
    )
    {
        response.Headers.ETag = etag is null ? default : $"\"{etag}\"";
        return Answer(value, status);
    }

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
