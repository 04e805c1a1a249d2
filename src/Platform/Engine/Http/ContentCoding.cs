using System.IO.Compression;
using Microsoft.Net.Http.Headers;

namespace Monolith.Platform.Engine.Http;

/// <summary>The compressions of HTTP that this process speaks: gzip, deflate and br.</summary>
internal static class ContentCoding
{
    /// <summary>The body as it was before its sender compressed it.</summary>
    /// <exception cref="Library.EngineException">It is compressed in another way.</exception>
    public static Stream Decode(Stream body, string? encoding) =>
        encoding switch
        {
            null or "" or "identity" => body,
            "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress),
            "deflate" => new ZLibStream(body, CompressionMode.Decompress),
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            _ => throw Refusal.NotSupported(
                $"Unknown compression method '{encoding}': the embedded engine takes gzip, deflate and br"
            ),
        };

    /// <summary>The first coding of an Accept-Encoding header, in its order, that we can write.</summary>
    public static string? Choose(IReadOnlyList<StringWithQualityHeaderValue> accepted) =>
        accepted
            .Where(coding => coding.Quality != 0)
            .Select(coding => coding.Value.Value)
            .FirstOrDefault(coding => coding is "gzip" or "deflate" or "br");

    /// <summary>A stream that compresses into the body. Disposing it ends the coding and leaves the body open.</summary>
    public static Stream Encode(Stream body, string encoding) =>
        encoding switch
        {
            "gzip" => new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(body, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(body, CompressionLevel.Fastest, leaveOpen: true),
            _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "Not one of ours."),
        };
}
