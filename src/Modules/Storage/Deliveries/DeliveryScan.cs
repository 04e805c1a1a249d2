using Monolith.Storage.Shipping;
using Monolith.Storage.Spool;

namespace Monolith.Storage.Deliveries;

/// <summary>Finds the deliveries in the frames of a spool.</summary>
/// <param name="spool">The spool.</param>
/// <param name="since">What was written before is passed over: the window has forgotten it.</param>
internal sealed class DeliveryScan(SpoolFolder spool, DateTimeOffset since)
{
    private readonly FrameScanner _scanner = new();
    private readonly byte[] _header = new byte[FrameHeader.Bytes];

    // Those of the group in which the scan stands, until its last frame has been seen.
    private byte[]? _ids;

    /// <summary>Shows the window every delivery whose whole group is intact.</summary>
    /// <remarks>A group that the disk has damaged must not be known: its client may bring it again, and a record too
    /// many is better than one too few.</remarks>
    public void ReadInto(DeliveryWindow window)
    {
        var position = spool.Start;
        while (true)
        {
            var (segment, from) = spool.Resolve(position);
            if (from >= segment.End)
            {
                return;
            }

            if (!TryPass(segment, from.Offset, out var bytes))
            {
                var found = _scanner.Next(segment, from.Offset, segment.Length);
                bytes = found.Bytes;
                Take(segment, found, window);
            }

            position = new SpoolPosition(segment.Sequence, from.Offset + bytes);
        }
    }

    // Most frames bring no deliveries or are old: their payloads are not read, so that a large spool opens quickly.
    private bool TryPass(Segment segment, long offset, out long bytes)
    {
        var read = segment.File.Read(offset, _header);
        var isHeader = FrameHeader.TryRead(_header.AsSpan(0, read), segment.Salt, offset, out var header);
        bytes = header.FrameBytes;
        return isHeader
            && offset + bytes <= segment.Length
            && _ids is null
            && (header.Kind != StreamKind.Deliveries || header.WrittenAtUnixMs < since.ToUnixTimeMilliseconds());
    }

    private void Take(Segment segment, in Scanned found, DeliveryWindow window)
    {
        if (found.What != Found.Frame)
        {
            _ids = null;
            return;
        }

        if (found.Header.Kind == StreamKind.Deliveries)
        {
            _ids = new byte[found.Header.PayloadBytes];
            new FrameAt(segment, found.Offset, found.Header).ReadPayload(_ids);
        }

        if (!found.Header.IsFollowed)
        {
            window.Remember(_ids);
            _ids = null;
        }
    }
}
