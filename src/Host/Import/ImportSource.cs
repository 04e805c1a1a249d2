using System.IO.Compression;
using System.IO.Pipelines;
using System.Security.Cryptography;

namespace Monolith.Host.Import;

/// <summary>A file to import, or what comes in by standard input.</summary>
internal sealed class ImportSource : IAsyncDisposable
{
    // Enough to tell files apart: the first records' times are in it.
    private const int FingerprintBytes = 1024;

    private readonly Stream _raw;
    private readonly FileStream? _file;

    private ImportSource(string name, Stream raw, FileStream? file, DateTimeOffset written)
    {
        Name = name;
        _raw = raw;
        _file = file;
        Written = written;
    }

    /// <summary>What the operator called it; <c>-</c> is standard input.</summary>
    public string Name { get; }

    /// <summary>The full path, or null for standard input, which cannot be resumed.</summary>
    public string? Path => _file?.Name;

    /// <summary>When it was last written.</summary>
    public DateTimeOffset Written { get; }

    /// <summary>How many bytes it has on disk, or 0 when nobody can know.</summary>
    public long Length => _file?.Length ?? 0;

    /// <summary>How many of them have been read.</summary>
    public long Position => _file?.Position ?? 0;

    /// <exception cref="IOException">It is not there or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It is a folder, or belongs to somebody else.</exception>
    public static ImportSource Open(string name, TimeProvider clock)
    {
        if (name is "-")
        {
            var input = Console.OpenStandardInput();
            return new ImportSource(name, input, null, clock.GetUtcNow());
        }

        var file = new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return new ImportSource(name, file, file, new DateTimeOffset(File.GetLastWriteTimeUtc(file.Name)));
    }

    /// <summary>The content from the beginning, decompressed if it is gzip, whatever the name says.</summary>
    public async Task<Stream> ReadAsync(CancellationToken cancellationToken)
    {
        if (_file is not null)
        {
            _file.Position = 0;
        }

        var pipe = PipeReader.Create(_raw, new StreamPipeReaderOptions(bufferSize: 64 << 10, leaveOpen: true));
        var head = await pipe.ReadAtLeastAsync(2, cancellationToken);
        var isGzip = IsGzip(head);
        pipe.AdvanceTo(head.Buffer.Start);
        var content = pipe.AsStream();
        return isGzip ? new GZipStream(content, CompressionMode.Decompress) : content;
    }

    /// <summary>A hash of the first bytes: a file of the same name but of another content has another one.</summary>
    /// <param name="bytes">How many to hash at most; the answer for a file that has grown is the same as before.</param>
    public (string Hash, int Bytes) Fingerprint(int bytes = FingerprintBytes)
    {
        Span<byte> head = stackalloc byte[FingerprintBytes];
        _file!.Position = 0;
        var read = _file.ReadAtLeast(
            head[..Math.Min(bytes, FingerprintBytes)],
            Math.Min(bytes, FingerprintBytes),
            throwOnEndOfStream: false
        );
        return (Convert.ToHexStringLower(SHA256.HashData(head[..read])), read);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _raw.DisposeAsync();

    private static bool IsGzip(ReadResult head)
    {
        Span<byte> magic = stackalloc byte[2];
        if (head.Buffer.Length < magic.Length)
        {
            return false;
        }

        System.Buffers.BuffersExtensions.CopyTo(head.Buffer.Slice(0, magic.Length), magic);
        return magic is [0x1F, 0x8B];
    }
}
