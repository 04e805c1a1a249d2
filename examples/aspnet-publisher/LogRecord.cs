using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monolith.Examples.AspNetPublisher;

/// <summary>One log record, in the field names that Monolith reads.</summary>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Service">Who says so.</param>
/// <param name="Message">The text, filled in.</param>
/// <param name="TraceId">The request that it belongs to, or null.</param>
/// <param name="SpanId">The step of that request, or null.</param>
/// <param name="Logger">The logger's category.</param>
/// <param name="Exception">The exception with its stack, or null.</param>
internal sealed record LogRecord(
    DateTimeOffset Timestamp,
    string Level,
    string Service,
    string Message,
    string? TraceId,
    string? SpanId,
    string Logger,
    [property: JsonPropertyName("exception.stacktrace")] string? Exception
)
{
    /// <summary>How a record is written: <c>trace_id</c>, and nothing for what is null.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>What stood in the template's braces: attributes of the record.</summary>
    [JsonExtensionData]
    public Dictionary<string, object> Fields { get; } = new(StringComparer.Ordinal);
}
