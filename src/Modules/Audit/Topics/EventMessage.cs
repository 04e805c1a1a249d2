using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Monolith.Audit.Events;

namespace Monolith.Audit.Topics;

/// <summary>A message of a topic: a CloudEvent whose data are an event, or an array of them, as the API takes them too.</summary>
/// <param name="Source">Who says that they published it.</param>
/// <param name="Events">What they tell.</param>
internal sealed record EventMessage(string Source, IReadOnlyList<DomainEvent> Events)
{
    private const int MaxSource = 200;

    // How sidecars hand on the attributes of a CloudEvent that its publisher sent as headers.
    private const string IdHeader = "ce_id";
    private const string SourceHeader = "ce_source";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads what the sidecar posts.</summary>
    /// <exception cref="JsonException">It is no such message.</exception>
    public static async Task<EventMessage> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await JsonNode.ParseAsync(request.Body, nodeOptions: null, Strict, cancellationToken);
        if (request.Headers.ContainsKey(IdHeader))
        {
            return Of(request.Headers[SourceHeader].ToString(), body);
        }

        return body is JsonObject message
            ? Of(TextOf(message["source"]) ?? "", DataOf(message))
            : throw new JsonException("A CloudEvent is a JSON object.");
    }

    private static EventMessage Of(string source, JsonNode? data) =>
        new(source.Length <= MaxSource ? source : source[..MaxSource], TakeEvents.Read(data));

    /// <summary>The data, which publishers of text and bytes have written as such.</summary>
    private static JsonNode? DataOf(JsonObject message)
    {
        try
        {
            return TextOf(message["data_base64"]) is { } base64
                    ? JsonNode.Parse(Convert.FromBase64String(base64), nodeOptions: null, Strict)
                : TextOf(message["data"]) is { } text ? JsonNode.Parse(text, nodeOptions: null, Strict)
                : message["data"];
        }
        catch (FormatException e)
        {
            throw new JsonException("The data are not in base64.", e);
        }
    }

    private static string? TextOf(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
