using Monolith.Platform.Buffers;

namespace Monolith.Storage.Spool;

/// <summary>What lies at a place of a segment.</summary>
internal enum Found
{
    /// <summary>The segment ends here.</summary>
    End,

    /// <summary>An intact frame.</summary>
    Frame,

    /// <summary>Bytes that are no intact frame; behind them comes an intact header or the end.</summary>
    Damage,

    /// <summary>The beginning of a frame whose rest was never written.</summary>
    TornTail,
}

/// <summary>What the scanner found.</summary>
/// <param name="What">What it is.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Header">The header, if it is a frame.</param>
internal readonly record struct Scanned(Found What, long Offset, long Bytes, FrameHeader Header)
{
    /// <summary>Where the next thing begins.</summary>
    public long EndOffset => Offset + Bytes;
}

/// <summary>
/// Walks over a segment and tells intact frames from damage. A frame is intact when its header was written for this very
/// place and its payload has the checksum that the header names. Not thread-safe.
/// </summary>
internal sealed class FrameScanner
{
    private readonly byte[] _buffer = new byte[128 * 1024];

    /// <summary>Says what lies at a place.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="offset">The end of the segment's header, or of what was found before.</param>
    /// <param name="limit">Where the segment ends.</param>
    public Scanned Next(Segment segment, long offset, long limit)
    {
        if (offset >= limit)
        {
            return new Scanned(Found.End, offset, 0, default);
        }

        var header = _buffer.AsSpan(0, (int)Math.Min(FrameHeader.Bytes, limit - offset));
        header = header[..ReadFully(segment, offset, header)];
        if (!FrameHeader.TryRead(header, segment.Salt, offset, out var frame))
        {
            return NoHeader(segment, offset, limit);
        }

        if (offset + frame.FrameBytes > limit)
        {
            return new Scanned(Found.TornTail, offset, limit - offset, default);
        }

        // The header is intact, so the damage of a payload ends where the header says that it does.
        return PayloadCrc(segment, offset + FrameHeader.Bytes, frame.PayloadBytes) == frame.PayloadCrc
            ? new Scanned(Found.Frame, offset, frame.FrameBytes, frame)
            : new Scanned(Found.Damage, offset, frame.FrameBytes, default);
    }

    private Scanned NoHeader(Segment segment, long offset, long limit)
    {
        // After a power cut a file may have its length but not its content. Then nothing of it was acknowledged.
        if (limit - offset < FrameHeader.Bytes || IsZero(segment, offset, limit))
        {
            return new Scanned(Found.TornTail, offset, limit - offset, default);
        }

        var next = FindHeader(segment, offset + 1, limit);
        return new Scanned(Found.Damage, offset, next - offset, default);
    }

    private long FindHeader(Segment segment, long offset, long limit)
    {
        while (limit - offset >= FrameHeader.Bytes)
        {
            var bytes = _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, limit - offset));
            bytes = bytes[..ReadFully(segment, offset, bytes)];
            if (bytes.Length < FrameHeader.Bytes)
            {
                break;
            }

            var at = 0;
            while (bytes[at..].IndexOf(FrameHeader.Magic) is >= 0 and var step)
            {
                at += step;
                if (FrameHeader.TryRead(bytes[at..], segment.Salt, offset + at, out _))
                {
                    return offset + at;
                }

                at++;
            }

            // A header may begin near the end of these bytes: look at their last part once more.
            offset += bytes.Length - FrameHeader.Bytes + 1;
        }

        return limit;
    }

    private bool IsZero(Segment segment, long offset, long limit)
    {
        while (offset < limit)
        {
            var bytes = _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, limit - offset));
            bytes = bytes[..ReadFully(segment, offset, bytes)];
            if (bytes.ContainsAnyExcept((byte)0))
            {
                return false;
            }

            if (bytes.IsEmpty)
            {
                break;
            }

            offset += bytes.Length;
        }

        return true;
    }

    private uint PayloadCrc(Segment segment, long offset, long count)
    {
        var crc = Crc32C.Begin;
        while (count > 0)
        {
            var bytes = _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, count));
            bytes = bytes[..ReadFully(segment, offset, bytes)];
            if (bytes.IsEmpty)
            {
                break;
            }

            crc = Crc32C.Add(crc, bytes);
            offset += bytes.Length;
            count -= bytes.Length;
        }

        return Crc32C.End(crc);
    }

    private static int ReadFully(Segment segment, long offset, Span<byte> into)
    {
        var read = 0;
        while (read < into.Length && segment.File.Read(offset + read, into[read..]) is > 0 and var count)
        {
            read += count;
        }

        return read;
    }
}
