using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Monolith.Platform.Problems;

namespace Monolith.Platform.Documents;

/// <summary>How documents that people write look, in files as in requests and answers: names in snake_case, and none that nobody
/// knows.</summary>
public static class DocumentJson
{
    /// <summary>What is read and written with.</summary>
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            NumberHandling = JsonNumberHandling.Strict,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // people read it; it is never put into a page
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        };

    /// <summary>An answer.</summary>
    public static JsonHttpResult<T> Answer<T>(T value, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(value, Options, statusCode: status);

    /// <summary>Reads a request's body, which must be a JSON object.</summary>
    /// <exception cref="UnsupportedMediaException">It is of another type.</exception>
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
        catch (JsonException wrong)
        {
            throw wrong.AsProblem();
        }
    }

    /// <summary>Reads what a body or a file says.</summary>
    /// <exception cref="JsonException">It says something else.</exception>
    public static T Read<T>(JsonNode? json)
    {
        try
        {
            return json.Deserialize<T>(Options) ?? throw new JsonException("It must be an object.");
        }
        catch (InvalidOperationException e)
        {
            // Half of a pair of UTF-16 can be written in JSON, and is noticed only when it is to become text.
            throw new JsonException("It has text that is none.", e);
        }
    }
}
