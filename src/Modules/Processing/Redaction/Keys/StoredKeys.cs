using System.Text.Json.Serialization;

namespace Monolith.Processing.Redaction.Keys;

/// <summary>The keys of a tenant as their document keeps them: wrapped.</summary>
/// <param name="Keys">All that there were, the oldest first.</param>
internal sealed record StoredKeys(IReadOnlyList<StoredKey> Keys);

/// <summary>A key as it is kept, and what may be told of it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="State">What it may do.</param>
/// <param name="Created">When it was made.</param>
internal sealed record StoredKey(
    int Number,
    [property: JsonConverter(typeof(JsonStringEnumConverter<KeyState>))] KeyState State,
    DateTimeOffset Created
)
{
    /// <summary>When another one took its place; null while none has.</summary>
    public DateTimeOffset? Retired { get; init; }

    /// <summary>When it was destroyed; null while it is not.</summary>
    public DateTimeOffset? Destroyed { get; init; }

    /// <summary>How many persons it has forgotten, each of their values counted.</summary>
    public int Forgotten { get; init; }

    /// <summary>How many generations of keys of persons it has.</summary>
    public int Generations { get; init; }

    /// <summary>Which key it is wrapped with.</summary>
    public string? WrappedBy { get; init; }

    /// <summary>The key, wrapped; null when it is destroyed.</summary>
    public byte[]? Wrapped { get; init; }
}

/// <summary>A page of a tree's nodes as its document keeps it.</summary>
/// <param name="Wrapped">The nodes, wrapped.</param>
internal sealed record StoredNodes(byte[] Wrapped);
