using System.Text;
using System.Text.Json;

namespace Monolith.Platform.Workflows.Execution;

/// <summary>Inputs, results, event data and custom status as JSON text.</summary>
internal static class Payload
{
    /// <summary>The value that a text stands for. No text, empty text and <c>null</c> are the type's default.</summary>
    public static T? Read<T>(string? json) =>
        string.IsNullOrWhiteSpace(json) ? default : JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web);

    /// <summary>The text for a value; none for null.</summary>
    /// <exception cref="WorkflowPayloadTooLargeException">It takes more bytes than that.</exception>
    public static string? Write<T>(T value, int maxBytes)
    {
        if (value is null)
        {
            return null;
        }

        var json = JsonSerializer.Serialize(value, value.GetType(), JsonSerializerOptions.Web);
        var bytes = Encoding.UTF8.GetByteCount(json);
        return bytes <= maxBytes ? json : throw new WorkflowPayloadTooLargeException(bytes, maxBytes);
    }
}
