using System.IO.Compression;
using System.IO.Pipelines;
using Monolith.Platform.Problems;

namespace Monolith.Ingest.Bodies;

/// <summary>How a body may be compressed.</summary>
internal enum ContentCoding
{
    /// <summary>Not at all.</summary>
    Identity,
    Gzip,
    Brotli,
    Deflate,
}

/// <summary>The content codings that are read here, by their HTTP names.</summary>
internal static class ContentCodings
{
    /// <summary>The coding that a <c>Content-Encoding</c> header names.</summary>
    /// <exception cref="UnsupportedMediaException">It names another one, or several.</exception>
    public static ContentCoding Of(string header) =>
        header.Trim().ToLowerInvariant() switch
        {
            "" or "identity" => ContentCoding.Identity,
            "gzip" or "x-gzip" => ContentCoding.Gzip,
            "br" => ContentCoding.Brotli,
            "deflate" => ContentCoding.Deflate,
            _ => throw new UnsupportedMediaException(
                "The Content-Encoding is none that is read here. Use gzip, br, deflate or identity."
            ),
        };

    /// <summary>The name in HTTP.</summary>
    public static string NameOf(ContentCoding coding) =>
        coding switch
        {
            ContentCoding.Gzip => "gzip",
            ContentCoding.Brotli => "br",
            ContentCoding.Deflate => "deflate",
            _ => "identity",
        };

    /// <summary>The decompressed bytes.</summary>
    /// <param name="coding">How they are compressed.</param>
    /// <param name="body">The body, to look ahead in.</param>
    /// <param name="sent">The same body, to read from.</param>
    /// <param name="cancellationToken">The request's end.</param>
    public static async ValueTask<Stream> OpenAsync(
        ContentCoding coding,
        PipeReader body,
        Stream sent,
        CancellationToken cancellationToken
    ) =>
        coding switch
        {
            ContentCoding.Gzip => new GZipStream(sent, CompressionMode.Decompress),
            ContentCoding.Brotli => new BrotliStream(sent, CompressionMode.Decompress),
            ContentCoding.Deflate when await HasZlibHeaderAsync(body, cancellationToken) => new ZLibStream(
                sent,
                CompressionMode.Decompress
            ),
            ContentCoding.Deflate => new DeflateStream(sent, CompressionMode.Decompress),
            _ => sent,
        };

    // HTTP's "deflate" is zlib's format; some clients send the bare deflate stream under that name. RFC 1950's two header
    // bytes tell them apart: the method is 8, and as a number they are a multiple of 31.
    private static async ValueTask<bool> HasZlibHeaderAsync(PipeReader body, CancellationToken cancellationToken)
    {
        var peeked = await body.ReadAtLeastAsync(2, cancellationToken);
        var isZlib = peeked.Buffer.Length >= 2 && IsZlibHeader(peeked.Buffer.Slice(0, 2));
        body.AdvanceTo(peeked.Buffer.Start);
        return isZlib;
    }

    private static bool IsZlibHeader(in System.Buffers.ReadOnlySequence<byte> two)
    {
        Span<byte> header = stackalloc byte[2];
        System.Buffers.BuffersExtensions.CopyTo(two, header);
        return (header[0] & 0x0F) == 8 && ((header[0] << 8) + header[1]) % 31 == 0;
    }
}
