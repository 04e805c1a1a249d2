namespace Monolith.Ingest.Loki;

/// <summary>
/// Decompresses snappy's block format (google/snappy, format_description.txt): the length of the text, then literals and
/// copies of what was written before. It never throws, reads and writes within the spans alone, and allocates nothing.
/// </summary>
internal static class SnappyBlock
{
    private const int LongestLength = 5;

    // The best that a block can do is a copy: three bytes that stand for 64.
    private const int BytesOfBestCopy = 3;
    private const int LengthOfBestCopy = 64;

    /// <summary>How long the text is that the block says it holds.</summary>
    /// <returns>False when it does not say, or says more than a block of its size can hold: nothing needs to be rented for
    /// it then.</returns>
    public static bool TryReadLength(ReadOnlySpan<byte> block, out int length) =>
        TryReadLength(block, out length, out _) && length <= MostIn(block.Length);

    /// <summary>Writes the text. False when the block is broken or does not fill the target exactly.</summary>
    /// <param name="block">The compressed bytes, all of them.</param>
    /// <param name="target">As long as <see cref="TryReadLength(ReadOnlySpan{byte}, out int)"/> says.</param>
    public static bool TryDecompress(ReadOnlySpan<byte> block, Span<byte> target)
    {
        if (!TryReadLength(block, out var length, out var at) || length != target.Length)
        {
            return false;
        }

        var written = 0;
        while (at < block.Length)
        {
            var isWhole =
                (block[at] & 3) == 0
                    ? TryWriteLiteral(block, ref at, target, ref written)
                    : TryWriteCopy(block, ref at, target, ref written);
            if (!isWhole)
            {
                return false;
            }
        }

        return written == length;
    }

    private static long MostIn(int blockLength) =>
        ((long)blockLength / BytesOfBestCopy * LengthOfBestCopy) + LengthOfBestCopy;

    private static bool TryReadLength(ReadOnlySpan<byte> block, out int length, out int at)
    {
        var value = 0UL;
        for (at = 0; at < Math.Min(block.Length, LongestLength); at++)
        {
            value |= (ulong)(block[at] & 0x7F) << (7 * at);
            if (block[at] < 0x80)
            {
                at++;
                length = (int)Math.Min(value, int.MaxValue);
                return value <= int.MaxValue;
            }
        }

        length = 0;
        return false;
    }

    private static bool TryWriteLiteral(ReadOnlySpan<byte> block, ref int at, Span<byte> target, ref int written)
    {
        // Up to 59 the tag holds the length less one; 60 to 63 say how many bytes after it do.
        var length = (uint)block[at] >> 2;
        at++;
        if (length >= 60)
        {
            var bytes = (int)length - 59;
            if (block.Length - at < bytes)
            {
                return false;
            }

            length = ReadLittleEndian(block.Slice(at, bytes));
            at += bytes;
        }

        if (length >= block.Length - at || length >= target.Length - written)
        {
            return false;
        }

        block.Slice(at, (int)length + 1).CopyTo(target[written..]);
        at += (int)length + 1;
        written += (int)length + 1;
        return true;
    }

    private static bool TryWriteCopy(ReadOnlySpan<byte> block, ref int at, Span<byte> target, ref int written)
    {
        var tag = block[at];
        var bytes = (tag & 3) switch
        {
            1 => 1,
            2 => sizeof(ushort),
            _ => sizeof(uint),
        };
        at++;
        if (block.Length - at < bytes)
        {
            return false;
        }

        var offset = ReadLittleEndian(block.Slice(at, bytes));
        var length = (tag >> 2) + 1;
        if (bytes == 1)
        {
            // The short form has four to eleven bytes, and the offset's upper three bits in the tag.
            length = ((tag >> 2) & 7) + 4;
            offset |= (uint)(tag >> 5) << 8;
        }

        at += bytes;
        if (offset == 0 || offset > written || length > target.Length - written)
        {
            return false;
        }

        // A copy may reach into what it writes itself: then the text repeats, and what can be copied at once doubles.
        var from = written - (int)offset;
        while (length > 0)
        {
            var run = Math.Min(length, written - from);
            target.Slice(from, run).CopyTo(target[written..]);
            written += run;
            length -= run;
        }

        return true;
    }

    private static uint ReadLittleEndian(ReadOnlySpan<byte> bytes)
    {
        var value = 0U;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return value;
    }
}
