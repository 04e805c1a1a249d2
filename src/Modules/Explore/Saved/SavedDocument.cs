using System.Text.Json.Serialization;

namespace Monolith.Explore.Saved;

/// <summary>Something that people keep: the part that all kinds share. The same in requests, in answers and in the store.</summary>
internal abstract record SavedDocument
{
    /// <summary>Names it among those of its kind and tenant. Made of the name when a new one has none.</summary>
    [JsonPropertyOrder(-2)]
    public string? Id { get; init; }

    /// <summary>What people call it.</summary>
    [JsonPropertyOrder(-1)]
    public required string Name { get; init; }

    /// <summary>Who changed it last. What a request says of it counts for nothing.</summary>
    public string? Owner { get; init; }

    /// <summary>When it was last changed. What a request says of it counts for nothing.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>True when it came with the program and cannot be changed. What a request says of it counts for nothing.</summary>
    public bool? BuiltIn { get; init; }
}
