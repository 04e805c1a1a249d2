using System.Buffers.Binary;

namespace Monolith.Processing;

/// <summary>A hash of 64 bits over pieces of text in order. The same on every machine and in every version, because it is stored
/// with records. It is no protection against whoever looks for two texts of the same hash.</summary>
/// <remarks>Eight bytes at a time, each mixed in by both halves of a product of 128 bits.</remarks>
internal struct Hash64()
{
    private const ulong Seed = 0x9E37_79B9_7F4A_7C15;
    private const ulong Factor = 0xD6E8_FEB8_6659_FD93;
    private const int WordBytes = sizeof(ulong);

    private ulong _state = Seed;

    /// <summary>The hash of all pieces so far; never 0, which stands for none.</summary>
    public readonly ulong Value => _state == 0 ? Seed : _state;

    /// <summary>The hash of one text.</summary>
    public static ulong Of(ReadOnlySpan<byte> text)
    {
        var hash = new Hash64();
        hash.Add(text);
        return hash.Value;
    }

    /// <summary>A hash of the length of a text and of its first and last eight bytes. For tables in memory that compare what they find with
    /// what they look for; not to be stored.</summary>
    public static ulong OfEnds(ReadOnlySpan<byte> text)
    {
        var (first, last) =
            text.Length < WordBytes
                ? (Last(text), 0)
                : (
                    BinaryPrimitives.ReadUInt64LittleEndian(text),
                    BinaryPrimitives.ReadUInt64LittleEndian(text[^WordBytes..])
                );
        var high = Math.BigMul(first ^ Seed, last ^ Factor ^ (uint)text.Length, out ulong low);
        return high ^ low;
    }

    /// <summary>Adds a piece. <c>ab</c> then <c>c</c> is not the same as <c>a</c> then <c>bc</c>.</summary>
    public void Add(ReadOnlySpan<byte> piece)
    {
        var length = piece.Length;
        for (; piece.Length >= WordBytes; piece = piece[WordBytes..])
        {
            Mix(BinaryPrimitives.ReadUInt64LittleEndian(piece));
        }

        Mix(((ulong)length << 56) ^ Last(piece));
    }

    // At most seven bytes as a number. Read from both ends, where the middle comes twice, in place of a loop that nobody can predict.
    private static ulong Last(ReadOnlySpan<byte> bytes) =>
        bytes.Length switch
        {
            0 => 0,
            < sizeof(uint) => bytes[0]
                | ((ulong)bytes[bytes.Length / 2] << (8 * (bytes.Length / 2)))
                | ((ulong)bytes[^1] << (8 * (bytes.Length - 1))),
            _ => BinaryPrimitives.ReadUInt32LittleEndian(bytes)
                | (
                    (ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..])
                    << (8 * (bytes.Length - sizeof(uint)))
                ),
        };

    private void Mix(ulong word)
    {
        var high = Math.BigMul(_state ^ word, Factor, out ulong low);
        _state = (high ^ low) + Seed;
    }
}
