using System.Text.Json;

namespace Monolith.Platform.Documents;

/// <summary>The keys of documents in a state store.</summary>
internal static class DocumentKey
{
    public static string Of(string kind, string id) => $"doc:{kind}:{id}";
}

/// <summary>
/// A document, or a shard of the index, as the state store keeps it: as a JSON string that holds our own JSON. A JSON value
/// would pass through floating point on its way and lose the last digits of large numbers.
/// </summary>
/// <param name="Value">What it says.</param>
/// <param name="Commit">Which commit wrote it: shows whether a commit without an answer was done.</param>
/// <param name="ExpiresAt">When it ends. The store removes it some time after that.</param>
internal sealed record StoredDocument(JsonElement Value, string Commit, DateTimeOffset? ExpiresAt)
{
    public bool IsLive(DateTimeOffset now) => ExpiresAt is not { } end || end > now;

    public T To<T>() => Value.Deserialize<T>(JsonSerializerOptions.Web)!;

    public string Write() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static StoredDocument? Read(string? text) =>
        text is null ? null : JsonSerializer.Deserialize<StoredDocument>(text, JsonSerializerOptions.Web);

    public static StoredDocument? Read(JsonElement? data) =>
        data is { ValueKind: JsonValueKind.String } text ? Read(text.GetString()) : null;
}
