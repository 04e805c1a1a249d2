using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Monolith.Audit.Canonical;
using Monolith.Audit.Checkpoints;

namespace Monolith.Audit.Export;

/// <summary>What came to an export in an hour, for those who have nothing but its objects: which segments, up to which checkpoint, and
/// after which digest. Written for an hour without entries too, so that a missing one is missed.</summary>
/// <param name="Origin">Which log.</param>
/// <param name="Hour">When the hour began, as text.</param>
/// <param name="From">The place of its first entry.</param>
/// <param name="To">The place after its last entry.</param>
/// <param name="Segments">The segments with its entries.</param>
/// <param name="Checkpoint">The checkpoint over all entries up to there: a signed note.</param>
/// <param name="Previous">The digest before it; null for the first.</param>
internal sealed record Digest(
    string Origin,
    string Hour,
    string From,
    string To,
    IReadOnlyList<DigestSegment> Segments,
    string Checkpoint,
    DigestLink? Previous
)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The line that is signed: canonical JSON. It begins with a brace, so no digest can pass for a checkpoint.</summary>
    public string ToText() =>
        Encoding.UTF8.GetString(CanonicalJson.Of(JsonSerializer.SerializeToElement(this, Json))) + "\n";

    /// <summary>Reads a note.</summary>
    /// <exception cref="FormatException">It is no digest.</exception>
    public static (Digest Digest, SignedNote Note) Parse(string text)
    {
        var note = SignedNote.Parse(text);
        try
        {
            var digest = JsonSerializer.Deserialize<Digest>(note.Text, Json);
            return digest is not null ? (digest, note) : throw new FormatException("This is no digest.");
        }
        catch (JsonException e)
        {
            throw new FormatException("This is no digest.", e);
        }
    }

    /// <summary>The hash that names bytes in digests.</summary>
    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}

/// <summary>A segment of a digest.</summary>
/// <param name="Name">Where it is.</param>
/// <param name="Sha256">The hash of its bytes, in hexadecimal digits.</param>
/// <param name="Bytes">How many bytes it has.</param>
/// <param name="Count">How many entries it has.</param>
internal sealed record DigestSegment(string Name, string Sha256, string Bytes, string Count);

/// <summary>Names a digest and what stands in it, its signatures included.</summary>
/// <param name="Name">Where it is.</param>
/// <param name="Sha256">The hash of its bytes, in hexadecimal digits.</param>
internal sealed record DigestLink(string Name, string Sha256);
