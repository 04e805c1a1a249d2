using System.Buffers;

namespace Monolith.Storage.Shipping;

/// <summary>The payloads of frames one after the other, read from the spool while they are sent: memory stays flat.</summary>
internal sealed class FrameBody(IReadOnlyList<FrameAt> frames)
{
    private const int ChunkBytes = 256 * 1024;

    /// <summary>How long the body is.</summary>
    public long Bytes => frames.Sum(f => (long)f.Header.PayloadBytes);

    /// <summary>Writes the body. It is the same every time.</summary>
    public async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            foreach (var frame in frames)
            {
                await WriteAsync(frame, stream, chunk, cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private static async Task WriteAsync(
        FrameAt frame,
        Stream stream,
        byte[] chunk,
        CancellationToken cancellationToken
    )
    {
        var offset = frame.Offset + Spool.FrameHeader.Bytes;
        long left = frame.Header.PayloadBytes;
        while (left > 0)
        {
            var read = frame.Segment.File.Read(offset, chunk.AsSpan(0, (int)Math.Min(chunk.Length, left)));
            if (read == 0)
            {
                throw new IOException($"{frame.Segment.Path} has become shorter while it was read.");
            }

            await stream.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
            offset += read;
            left -= read;
        }
    }
}
