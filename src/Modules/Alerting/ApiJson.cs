using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Monolith.Platform.Problems;

namespace Monolith.Alerting;

/// <summary>How requests and answers of this module look as JSON.</summary>
internal static class ApiJson
{
    // A misspelt or missing field would silently do something else than was asked for.
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // people read it: > and not \u003E; it is never put into a page
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        };

    /// <summary>An answer.</summary>
    public static JsonHttpResult<T> Answer<T>(T value, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(value, Options, statusCode: status);

    /// <summary>Reads a request's body, which must be a JSON object.</summary>
    /// <exception cref="UnsupportedMediaException">It is of another type. A web page of somebody else can make a browser
    /// send those to this machine without asking, but not JSON.</exception>
    /// <exception cref="InvalidRequestException">It is not such an object.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            throw new UnsupportedMediaException("Send a JSON object as application/json.");
        }

        try
        {
            return Read<T>(await JsonNode.ParseAsync(request.Body, cancellationToken: cancellationToken));
        }
        catch (JsonException e)
        {
            throw e.AsProblem();
        }
    }

    /// <summary>Reads what a body or a file says.</summary>
    /// <exception cref="JsonException">It says something else.</exception>
    public static T Read<T>(JsonNode? json)
    {
        if (HasNullItem(json))
        {
            throw new JsonException("A list must not have null in it.");
        }

        return json.Deserialize<T>(Options) ?? throw new JsonException("It must be a JSON object.");
    }

    // Types say of fields whether they may be null, but of items they cannot.
    private static bool HasNullItem(JsonNode? json) =>
        json switch
        {
            JsonArray items => items.Any(item => item is null || HasNullItem(item)),
            JsonObject fields => fields.Any(field => HasNullItem(field.Value)),
            _ => false,
        };
}
