using Monolith.Storage.Spool;

namespace Monolith.Storage.Shipping;

/// <summary>A frame and where it lies.</summary>
/// <param name="Segment">The segment. It stays until the frame is confirmed.</param>
/// <param name="Offset">Where the frame begins.</param>
/// <param name="Header">Its header.</param>
internal sealed record FrameAt(Segment Segment, long Offset, FrameHeader Header)
{
    /// <summary>Copies the payload, which is as long as the header says.</summary>
    /// <returns>How many bytes it has.</returns>
    public int ReadPayload(Span<byte> into)
    {
        into = into[..Header.PayloadBytes];
        for (var at = 0; at < into.Length; )
        {
            var read = Segment.File.Read(Offset + FrameHeader.Bytes + at, into[at..]);
            at += read > 0 ? read : throw Shortened();
        }

        return into.Length;
    }

    private IOException Shortened() => new($"{Segment.Path} has become shorter while it was read.");
}
