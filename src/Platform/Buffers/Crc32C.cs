using System.Numerics;
using System.Runtime.InteropServices;

namespace Monolith.Platform.Buffers;

/// <summary>The Castagnoli checksum, computed piece by piece by the processor's own instruction.</summary>
public static class Crc32C
{
    /// <summary>What a checksum begins with.</summary>
    public const uint Begin = uint.MaxValue;

    /// <summary>Takes more bytes into a checksum. How the bytes are cut into pieces makes no difference.</summary>
    public static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return crc;
    }

    /// <summary>The checksum of everything added.</summary>
    public static uint End(uint crc) => ~crc;

    /// <summary>The checksum of one piece.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => End(Add(Begin, bytes));
}
