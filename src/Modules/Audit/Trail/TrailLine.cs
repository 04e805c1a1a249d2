using System.Text;
using System.Text.Json.Serialization;
using Monolith.Audit.Merkle;

namespace Monolith.Audit.Trail;

/// <summary>An entry with its place in the trail.</summary>
/// <param name="Seq">Its place, from 0.</param>
/// <param name="Time">The time that it is filed under.</param>
/// <param name="Entry">Its text, exactly as it is kept.</param>
internal sealed record TrailLine(long Seq, DateTimeOffset Time, string Entry)
{
    /// <summary>The hash of an entry whose text was removed when its time was over; null where the text is there.</summary>
    [JsonIgnore]
    public Hash? WithoutText { get; init; }

    /// <summary>The hash of the entry.</summary>
    public Hash Leaf() => WithoutText ?? MerkleHash.Leaf(Encoding.UTF8.GetBytes(Entry));
}
