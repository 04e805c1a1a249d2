using System.Text.Json;
using Monolith.DaprSidecar.Http;
using Monolith.DaprSidecar.Json;

namespace Monolith.DaprSidecar.State;

/// <summary>Reads the bodies of the state API.</summary>
internal static class StateRequests
{
    /// <summary>One item of a save, or the request of one operation of a transaction.</summary>
    public static StateChange ReadChange(
        JsonElement item,
        StateKeys keys,
        IReadOnlyDictionary<string, string> metadata,
        bool deletes
    )
    {
        var key = item.ValueKind == JsonValueKind.Object ? Text(item, "key") : null;
        if (string.IsNullOrEmpty(key))
        {
            throw Malformed("'key' is missing");
        }

        var concurrency =
            item.TryGetProperty("options", out var options) && options.ValueKind == JsonValueKind.Object
                ? Text(options, "concurrency")
                : null;
        return Change(
            keys.Stored(key),
            deletes ? null : Value(item),
            Text(item, "etag"),
            concurrency,
            TimeToLive(Metadata(item, metadata))
        );
    }

    /// <summary>A change with the rules of its concurrency: the last write wins over any etag.</summary>
    public static StateChange Change(
        string key,
        byte[]? value,
        string? etag,
        string? concurrency,
        TimeSpan? timeToLive = null
    ) =>
        new(key, value)
        {
            ETag = concurrency == "last-write" || etag == "" ? null : etag,
            IsFirstWrite = concurrency == "first-write",
            TimeToLive = timeToLive,
        };

    /// <summary>The metadata of an item, over which that of the query wins.</summary>
    public static Dictionary<string, string> Metadata(JsonElement item, IReadOnlyDictionary<string, string> query)
    {
        var merged = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (item.TryGetProperty("metadata", out var own) && own.ValueKind == JsonValueKind.Object)
        {
            foreach (var entry in own.EnumerateObject())
            {
                merged[entry.Name] = entry.Value.ToString();
            }
        }

        foreach (var (name, value) in query)
        {
            merged[name] = value;
        }

        return merged;
    }

    public static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static ApiException Malformed(string why) =>
        new(400, "ERR_MALFORMED_REQUEST", $"failed deserializing HTTP body: {why}");

    private static TimeSpan? TimeToLive(Dictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue("ttlInSeconds", out var text))
        {
            return null;
        }

        return int.TryParse(text, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : throw Malformed($"incorrect value for metadata 'ttlInSeconds': {text}");
    }

    private static byte[] Value(JsonElement item) =>
        item.TryGetProperty("value", out var value) ? FloatingJson.Rewrite(value) : "null"u8.ToArray();
}
