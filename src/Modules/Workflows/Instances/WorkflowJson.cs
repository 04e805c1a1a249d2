using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Monolith.Platform.Problems;

namespace Monolith.Workflows.Instances;

/// <summary>How requests and answers about workflows look as JSON.</summary>
internal static class WorkflowJson
{
    // A misspelt field would silently do something else than was asked for.
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
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
            throw new UnsupportedMediaException(
                "Send a JSON object as application/json; {} if there is nothing to say."
            );
        }

        try
        {
            return await request.ReadFromJsonAsync<T>(Options, cancellationToken)
                ?? throw new InvalidRequestException("body", "The body must be a JSON object.");
        }
        catch (JsonException exception)
        {
            throw new InvalidRequestException("body", $"The body cannot be read: {exception.Message}");
        }
    }

    /// <summary>A payload as it was written, or as a string if it is no JSON.</summary>
    public static JsonElement? Payload(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            // Another program may have written it, in a form of its own.
            return JsonSerializer.SerializeToElement(text, Options);
        }
    }

    /// <summary>The word for a value of an enumeration, or for a kind of event.</summary>
    public static string Word(object value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()!);
}
