using System.Buffers.Binary;

namespace Monolith.Audit.Merkle;

/// <summary>A SHA-256 hash, as a value.</summary>
/// <param name="High">Its first 16 bytes.</param>
/// <param name="Low">Its last 16 bytes.</param>
internal readonly record struct Hash(UInt128 High, UInt128 Low)
{
    /// <summary>How many bytes it has.</summary>
    public const int Length = 32;

    /// <summary>The hash that these 32 bytes are.</summary>
    public static Hash Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..Length]));

    /// <summary>Reads base64 of 32 bytes.</summary>
    public static bool TryParse(ReadOnlySpan<char> base64, out Hash hash)
    {
        Span<byte> bytes = stackalloc byte[Length];
        var isHash = Convert.TryFromBase64Chars(base64, bytes, out var length) && length == Length;
        hash = isHash ? Read(bytes) : default;
        return isHash && hash.ToString().AsSpan().SequenceEqual(base64);
    }

    /// <summary>Reads base64 of 32 bytes.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Hash Parse(string base64) =>
        TryParse(base64, out var hash) ? hash : throw new FormatException($"'{base64}' is no hash.");

    /// <summary>Writes its 32 bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt128BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[16..], Low);
    }

    /// <summary>Its 32 bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        Write(bytes);
        return bytes;
    }

    /// <summary>Base64, as checkpoints and proofs have it.</summary>
    public override string ToString() => Convert.ToBase64String(ToBytes());
}
