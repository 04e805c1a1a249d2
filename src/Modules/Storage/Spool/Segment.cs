using System.Globalization;

namespace Monolith.Storage.Spool;

/// <summary>One file of the spool. Its name carries what a reader needs even if the file's header is damaged.</summary>
/// <param name="path">The full path: <c>{sequence}-{salt}.segment</c>, both hexadecimal.</param>
/// <param name="file">The open file.</param>
internal sealed class Segment(string path, ISpoolFile file) : IDisposable
{
    private const int Digits = 16;
    private long _length = file.Length;
    private long _fileLength = file.Length;

    /// <summary>Segments are read in the order of these.</summary>
    public ulong Sequence { get; } = Part(path, 0);

    /// <summary>A random number that is part of every checksum in the segment.</summary>
    public ulong Salt { get; } = Part(path, Digits + 1);

    public string Path => path;

    public ISpoolFile File => file;

    /// <summary>How much of the file counts. What lies behind is not part of the spool.</summary>
    public long Length
    {
        get => Volatile.Read(ref _length);
        set => Volatile.Write(ref _length, value);
    }

    /// <summary>How much of the disk it takes: more than counts while old bytes are being written over.</summary>
    public long DiskBytes => Math.Max(Length, Volatile.Read(ref _fileLength));

    /// <summary>The place after the last frame.</summary>
    public SpoolPosition End => new(Sequence, Length);

    /// <summary>Where in a folder a segment lies.</summary>
    public static string PathOf(string folder, ulong sequence, ulong salt) =>
        System.IO.Path.Combine(folder, $"{sequence:x16}-{salt:x16}.segment");

    /// <summary>The paths of all segments in a folder, in order.</summary>
    public static IEnumerable<string> PathsIn(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.segment")
            .Where(p => System.IO.Path.GetFileNameWithoutExtension(p).Length == (2 * Digits) + 1)
            .Order(StringComparer.Ordinal);

    /// <summary>Cuts off what lies behind a place.</summary>
    public void Cut(long length)
    {
        file.Truncate(length);
        Volatile.Write(ref _fileLength, length);
    }

    /// <returns>False when the header was not written whole, or was damaged since.</returns>
    public bool TryReadHeader(out SegmentHeader header)
    {
        Span<byte> bytes = stackalloc byte[SegmentHeader.Bytes];
        return SegmentHeader.TryRead(bytes[..File.Read(0, bytes)], Salt, out header);
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static ulong Part(string path, int start) =>
        ulong.Parse(
            System.IO.Path.GetFileName(path).AsSpan(start, Digits),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture
        );
}
