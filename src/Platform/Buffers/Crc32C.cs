using System.Numerics;
using System.Runtime.InteropServices;

namespace Monolith.Platform.Buffers;

/// <summary>The Castagnoli checksum, computed piece by piece by the processor's own instruction.</summary>
public static class Crc32C
{
    /// <summary>What a checksum begins with.</summary>
    public const uint Begin = uint.MaxValue;

    // One step of the instruction waits three cycles for the one before, while the processor could begin one in each. So long pieces are
    // taken as three lanes side by side, which are joined behind each stretch of so many words.
    private const int LaneWords = 32;
    private const int Lanes = 3;
    private const int ByteValues = 256;

    private static readonly uint[] Lane = LaneTable();

    /// <summary>Takes more bytes into a checksum. How the bytes are cut into pieces makes no difference.</summary>
    public static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        var rest = bytes[^(bytes.Length % sizeof(ulong))..];
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        while (words.Length >= Lanes * LaneWords)
        {
            crc = AddLanes(crc, words);
            words = words[(Lanes * LaneWords)..];
        }

        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var last in rest)
        {
            crc = BitOperations.Crc32C(crc, last);
        }

        return crc;
    }

    /// <summary>The checksum of everything added.</summary>
    public static uint End(uint crc) => ~crc;

    /// <summary>The checksum of one piece.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => End(Add(Begin, bytes));

    private static uint AddLanes(uint crc, ReadOnlySpan<ulong> words)
    {
        var (first, second, third) = (crc, 0u, 0u);
        for (var i = 0; i < LaneWords; i++)
        {
            first = BitOperations.Crc32C(first, words[i]);
            second = BitOperations.Crc32C(second, words[i + LaneWords]);
            third = BitOperations.Crc32C(third, words[i + (2 * LaneWords)]);
        }

        return PassLane(PassLane(first) ^ second) ^ third;
    }

    // What a checksum becomes when a lane of zeros follows. The checksum of a sum is the sum of the checksums, so each of its bytes may be
    // looked up by itself.
    private static uint PassLane(uint crc) =>
        Lane[(byte)crc]
        ^ Lane[ByteValues + (byte)(crc >> 8)]
        ^ Lane[(2 * ByteValues) + (byte)(crc >> 16)]
        ^ Lane[(3 * ByteValues) + (byte)(crc >> 24)];

    private static uint[] LaneTable()
    {
        var table = new uint[sizeof(uint) * ByteValues];
        for (var i = 0; i < table.Length; i++)
        {
            var (place, value) = Math.DivRem(i, ByteValues);
            var crc = (uint)value << (8 * place);
            for (var word = 0; word < LaneWords; word++)
            {
                crc = BitOperations.Crc32C(crc, 0UL);
            }

            table[i] = crc;
        }

        return table;
    }
}
