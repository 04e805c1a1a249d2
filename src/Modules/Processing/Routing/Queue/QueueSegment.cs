using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Monolith.Platform.Buffers;
using Monolith.Platform.Files;

namespace Monolith.Processing.Routing.Queue;

/// <summary>One file of a queue: frames one after the other. Its fields change under the queue's gate.</summary>
internal sealed class QueueSegment : IDisposable
{
    private const string Extension = ".segment";
    private const int Digits = 16;

    private QueueSegment(string path, FileMode mode)
    {
        Path = path;
        var name = System.IO.Path.GetFileName(path.AsSpan());
        Sequence = ulong.Parse(name[..Digits], NumberStyles.AllowHexSpecifier);
        Salt = ulong.Parse(name.Slice(Digits + 1, Digits), NumberStyles.AllowHexSpecifier);
        File = System.IO.File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>The full path: <c>{sequence}-{salt}.segment</c>, both hexadecimal.</summary>
    public string Path { get; }

    /// <summary>Segments are sent in the order of these.</summary>
    public ulong Sequence { get; }

    /// <summary>A random number, so that the ids of records never come twice.</summary>
    public ulong Salt { get; }

    public SafeFileHandle File { get; }

    /// <summary>How much of the file is durable.</summary>
    public long Length { get; set; }

    /// <summary>How many records lie in that.</summary>
    public long Records { get; set; }

    /// <summary>Begins a segment.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public static QueueSegment Create(string folder, ulong sequence)
    {
        var salt = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var path = System.IO.Path.Combine(folder, $"{sequence:x16}-{salt:x16}{Extension}");
        var segment = new QueueSegment(path, FileMode.CreateNew);
        DurableFiles.SyncFolder(folder);
        return segment;
    }

    /// <summary>Opens the segments of a folder, oldest first, each up to its last whole frame.</summary>
    public static IEnumerable<QueueSegment> OpenAll(string folder) =>
        Directory
            .EnumerateFiles(folder, $"*{Extension}")
            .Order(StringComparer.Ordinal)
            .Select(path =>
            {
                var segment = new QueueSegment(path, FileMode.Open);
                segment.FindEnd();
                return segment;
            });

    /// <summary>The header at a place; false where none begins.</summary>
    public bool TryReadHeader(long offset, long limit, out QueueFrame frame)
    {
        Span<byte> header = stackalloc byte[QueueFrame.HeaderBytes];
        frame = default;
        return offset + header.Length <= limit
            && RandomAccess.Read(File, header, offset) == header.Length
            && QueueFrame.TryRead(header, out frame)
            && offset + frame.Bytes <= limit;
    }

    /// <summary>Reads the block behind a header.</summary>
    /// <returns>False when it is not the one that was written.</returns>
    public bool TryReadPayload(long offset, in QueueFrame frame, Span<byte> into)
    {
        var at = offset + QueueFrame.HeaderBytes;
        var read = 0;
        while (read < into.Length && RandomAccess.Read(File, into[read..], at + read) is > 0 and var count)
        {
            read += count;
        }

        return read == into.Length && Crc32C.Of(into) == frame.PayloadCrc;
    }

    /// <summary>Removes the file.</summary>
    public void Delete()
    {
        Dispose();
        System.IO.File.Delete(Path);
    }

    public void Dispose() => File.Dispose();

    // What a crash left half-written was never acknowledged. Only the last frame can be that.
    private void FindEnd()
    {
        var limit = RandomAccess.GetLength(File);
        var (last, lastFrame) = (0L, default(QueueFrame));
        while (TryReadHeader(Length, limit, out var frame))
        {
            (last, lastFrame) = (Length, frame);
            Length += frame.Bytes;
            Records += frame.Records;
        }

        if (Length > 0 && !TryReadPayload(last, lastFrame, new byte[lastFrame.PayloadBytes]))
        {
            Length = last;
            Records -= lastFrame.Records;
        }
    }
}
