using Microsoft.Extensions.Logging;
using Monolith.Storage.Spool;

namespace Monolith.Storage.Shipping;

/// <summary>Cuts the spool into ranges. Damaged bytes on the way are set aside.</summary>
internal sealed class RangeReader(SpoolFolder spool, SetAsideFolder damaged, ILogger logger)
{
    private readonly FrameScanner _scanner = new();

    /// <summary>When the oldest frame from a place on was written; null when there is none.</summary>
    public DateTimeOffset? OldestSince(SpoolPosition position)
    {
        var (segment, from) = spool.Resolve(position);
        if (from >= segment.End)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[FrameHeader.Bytes];
        var read = segment.File.Read(from.Offset, bytes);

        // Damage is due at once, so that it is reported at once.
        return FrameHeader.TryRead(bytes[..read], segment.Salt, from.Offset, out var header)
            ? DateTimeOffset.FromUnixTimeMilliseconds(header.WrittenAtUnixMs)
            : DateTimeOffset.UnixEpoch;
    }

    /// <summary>Takes frames until there are enough rows or bytes, or no more frames.</summary>
    public ShippingRange Next(SpoolPosition start, ulong nextNumber, int maxRows, long maxBytes) =>
        Read(start, nextNumber, null, maxRows, maxBytes);

    /// <summary>The very range that was taken before.</summary>
    public ShippingRange Again(SpoolPosition start, SpoolPosition end, ulong nextNumber) =>
        Read(start, nextNumber, end, int.MaxValue, long.MaxValue);

    private ShippingRange Read(SpoolPosition start, ulong nextNumber, SpoolPosition? end, int maxRows, long maxBytes)
    {
        var frames = new List<FrameAt>();
        long rows = 0;
        long bytes = 0;
        var position = start;
        while (rows < maxRows && bytes < maxBytes)
        {
            var (segment, from) = spool.Resolve(position);
            if (from >= end)
            {
                break;
            }

            var found = _scanner.Next(segment, from.Offset, segment.Length);
            if (found.What == Found.End || (frames.Count > 0 && bytes + found.Bytes > maxBytes))
            {
                break;
            }

            position = new SpoolPosition(segment.Sequence, found.EndOffset);
            if (found.What != Found.Frame)
            {
                damaged.Keep(segment, found.Offset, found.Bytes, "These bytes are no intact frame.");
                continue;
            }

            if (found.Header.Number > nextNumber)
            {
                logger.FramesMissing(found.Header.Number - nextNumber, found.Header.Number, segment.Path);
            }

            nextNumber = found.Header.Number + 1;
            rows += found.Header.Rows;
            bytes += found.Bytes;
            frames.Add(new FrameAt(segment, found.Offset, found.Header));
        }

        return new ShippingRange(start, position, nextNumber, frames);
    }
}
