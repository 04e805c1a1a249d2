using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Monolith.Platform.Dapr;

/// <summary>One message of a bulk publish.</summary>
/// <param name="EntryId">Names the message within its request.</param>
/// <param name="Event">The message: UTF-8 text, or any bytes when the content type is <c>application/octet-stream</c>.</param>
/// <param name="ContentType"><c>application/json</c>, <c>application/cloudevents+json</c>, <c>application/octet-stream</c>,
/// <c>application/xml</c> or <c>text/*</c>.</param>
public sealed record BulkPublishEntry(string EntryId, ReadOnlyMemory<byte> Event, string ContentType)
{
    /// <summary>For the component, such as <c>partitionKey</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>A message that was not published, and why.</summary>
public sealed record BulkPublishFailure(string EntryId, string? Error)
{
    /// <returns>The failed messages that an answer lists; null when it lists none.</returns>
    internal static IReadOnlyList<BulkPublishFailure>? Parse(string answer)
    {
        try
        {
            return JsonSerializer.Deserialize<Answer>(answer, JsonSerializerOptions.Web)?.FailedEntries;
        }
        catch (JsonException)
        {
            // No answer of this route: whoever asked treats it as any other error.
            return null;
        }
    }

    private sealed record Answer(IReadOnlyList<BulkPublishFailure>? FailedEntries);
}

/// <summary>The messages of one request, each written out as the sidecar reads it.</summary>
internal sealed class BulkPublishChunk
{
    private const int MaxEntries = 256;
    private readonly List<(string EntryId, ReadOnlyMemory<byte> Json)> _entries = [];
    private int _bytes;

    /// <summary>Divides messages into requests of bounded size. A message that is larger gets one for itself.</summary>
    public static IReadOnlyList<BulkPublishChunk> Divide(IReadOnlyList<BulkPublishEntry> entries, int maxBytes)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var chunks = new List<BulkPublishChunk>();
        foreach (var entry in entries)
        {
            if (!ids.Add(entry.EntryId))
            {
                throw new ArgumentException($"Two entries have the id '{entry.EntryId}'.", nameof(entries));
            }

            var json = Write(entry);
            if (chunks is not [.., { } last] || !last.HasRoomFor(json.Length, maxBytes))
            {
                last = new BulkPublishChunk();
                chunks.Add(last);
            }

            last.Add(entry.EntryId, json);
        }

        return chunks;
    }

    /// <summary>The messages that failed.</summary>
    public BulkPublishChunk Only(IReadOnlyList<BulkPublishFailure> failures)
    {
        var failed = failures.Select(f => f.EntryId).ToHashSet(StringComparer.Ordinal);
        var chunk = new BulkPublishChunk();
        foreach (var (id, json) in _entries.Where(e => failed.Contains(e.EntryId)))
        {
            chunk.Add(id, json);
        }

        return chunk;
    }

    public ReadOnlyMemory<byte> ToBody()
    {
        var body = new ArrayBufferWriter<byte>(_bytes + _entries.Count + 2);
        var separator = "["u8;
        foreach (var (_, json) in _entries)
        {
            body.Write(separator);
            body.Write(json.Span);
            separator = ","u8;
        }

        body.Write("]"u8);
        return body.WrittenMemory;
    }

    private bool HasRoomFor(int bytes, int maxBytes) => _entries.Count < MaxEntries && _bytes + bytes <= maxBytes;

    private void Add(string entryId, ReadOnlyMemory<byte> json)
    {
        _entries.Add((entryId, json));
        _bytes += json.Length;
    }

    private static ReadOnlyMemory<byte> Write(BulkPublishEntry entry)
    {
        var buffer = new ArrayBufferWriter<byte>(entry.Event.Length + 256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("entryId", entry.EntryId);
            json.WriteString("contentType", entry.ContentType);

            // Always there: the metadata of the request reaches only entries that have some of their own.
            json.WritePropertyName("metadata");
            JsonSerializer.Serialize(json, entry.Metadata, DaprRequest.Json);
            json.WritePropertyName("event");
            WriteEvent(json, entry);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteEvent(Utf8JsonWriter json, BulkPublishEntry entry)
    {
        switch (entry.ContentType.Split(';')[0].Trim())
        {
            case "application/json" or "application/cloudevents+json":
                json.WriteRawValue(entry.Event.Span);
                break;
            case "application/octet-stream":
                json.WriteBase64StringValue(entry.Event.Span);
                break;
            case "application/xml":
            case var text when text.StartsWith("text/", StringComparison.Ordinal):
                json.WriteStringValue(Encoding.UTF8.GetString(entry.Event.Span));
                break;
            default:
                throw new ArgumentException(
                    $"The content type '{entry.ContentType}' cannot be published in bulk.",
                    nameof(entry)
                );
        }
    }
}
