using Monolith.Platform.Buffers;

namespace Monolith.Storage.Spool;

/// <summary>What lies at a place of a segment.</summary>
internal enum Found
{
    /// <summary>The segment ends here.</summary>
    End,

    /// <summary>An intact frame.</summary>
    Frame,

    /// <summary>Bytes that are no intact frame, with an intact header behind them.</summary>
    Damage,

    /// <summary>Bytes that are no intact frame, up to the end. In a group that was written whole its end mark would follow,
    /// so this is one whose writing was cut short, and what the file held before.</summary>
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
    /// <param name="limit">Where the segment ends at the latest.</param>
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
            return NoFrame(segment, offset, bytes: 1, limit);
        }

        if (frame.Kind == StreamKind.End)
        {
            return new Scanned(Found.End, offset, 0, frame);
        }

        if (
            offset + frame.FrameBytes <= limit
            && PayloadCrc(segment, offset + FrameHeader.Bytes, frame.PayloadBytes) == frame.PayloadCrc
        )
        {
            return new Scanned(Found.Frame, offset, frame.FrameBytes, frame);
        }

        return NoFrame(segment, offset, frame.FrameBytes, limit);
    }

    // The damage of a payload ends where its intact header says that it does, which is at least so many bytes on.
    private Scanned NoFrame(Segment segment, long offset, long bytes, long limit) =>
        TryFindHeader(segment, offset + bytes, limit, out var next)
            ? new Scanned(Found.Damage, offset, next - offset, default)
            : new Scanned(Found.TornTail, offset, limit - offset, default);

    private bool TryFindHeader(Segment segment, long offset, long limit, out long found)
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
                    found = offset + at;
                    return true;
                }

                at++;
            }

            // A header may begin near the end of these bytes: look at their last part once more.
            offset += bytes.Length - FrameHeader.Bytes + 1;
        }

        found = limit;
        return false;
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
