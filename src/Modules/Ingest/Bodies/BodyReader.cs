using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Monolith.Platform.Problems;

namespace Monolith.Ingest.Bodies;

/// <summary>Reads request bodies into pooled memory, decompressed, within the bounds of <see cref="IngestOptions"/>.</summary>
internal sealed class BodyReader(MemoryGate gate, IOptions<IngestOptions> options)
{
    // Who announces more must have sent so much before room is held for it.
    private const int TrustedBytes = 1024 * 1024;

    private const int FirstBytes = 64 * 1024;

    // Up to here a body may swell as it likes.
    private const int HarmlessBytes = 8 * 1024 * 1024;

    // What JSON logs usually shrink to; a wrong guess costs one more copy.
    private const int UsualRatio = 8;

    /// <summary>The whole body. The caller disposes it once it is decoded and committed.</summary>
    /// <exception cref="TooLargeException">A bound on size was crossed.</exception>
    /// <exception cref="UnsupportedMediaException">The content coding is none that is read here.</exception>
    /// <exception cref="InvalidRequestException">The body is not compressed as it says.</exception>
    /// <exception cref="OverloadedException">There is no room in memory.</exception>
    public async ValueTask<PooledBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var coding = ContentCodings.Of(request.Headers[HeaderNames.ContentEncoding].ToString());
        var (maxSent, max) = (options.Value.MaxBodyBytes, options.Value.MaxDecompressedBytes);
        if (request.ContentLength > maxSent)
        {
            throw BodyTooLarge(maxSent);
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = maxSent;
        }

        if (coding == ContentCoding.Identity)
        {
            // One byte more than there are, so that the end is seen without growing.
            var length = (int)Math.Min(request.ContentLength + 1 ?? FirstBytes, TrustedBytes);
            return await ReadToEndAsync(request.Body, length, Math.Min(maxSent, max), sent: null, cancellationToken);
        }

        return await DecompressAsync(coding, request.BodyReader, request.ContentLength ?? 0, cancellationToken);
    }

    /// <summary>Bytes that have been read already, decompressed.</summary>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    public ValueTask<PooledBody> DecompressAsync(
        ContentCoding coding,
        ReadOnlyMemory<byte> sent,
        CancellationToken cancellationToken
    ) => DecompressAsync(coding, PipeReader.Create(new ReadOnlySequence<byte>(sent)), sent.Length, cancellationToken);

    private async ValueTask<PooledBody> DecompressAsync(
        ContentCoding coding,
        PipeReader sent,
        long sentBytes,
        CancellationToken cancellationToken
    )
    {
        var max = options.Value.MaxDecompressedBytes;
        var expected = (int)Math.Min(Math.Clamp(sentBytes * UsualRatio, FirstBytes, TrustedBytes), max);
        try
        {
            await using var counted = new CountedStream(sent.AsStream());
            await using var plain = await ContentCodings.OpenAsync(coding, sent, counted, cancellationToken);
            return await ReadToEndAsync(plain, expected, max, counted, cancellationToken);
        }
        catch (InvalidDataException broken)
        {
            throw BrokenCoding(coding, broken);
        }
        catch (InvalidOperationException broken) when (coding == ContentCoding.Brotli)
        {
            // How BrotliStream says that the bytes are no brotli.
            throw BrokenCoding(coding, broken);
        }
    }

    private async ValueTask<PooledBody> ReadToEndAsync(
        Stream stream,
        int expected,
        int max,
        CountedStream? sent,
        CancellationToken cancellationToken
    )
    {
        var body = new PooledBody(gate, max);
        try
        {
            while (await body.GetRoomAsync(expected, cancellationToken) is { IsEmpty: false } room)
            {
                var read = await stream.ReadAsync(room, cancellationToken);
                if (read == 0)
                {
                    return body;
                }

                body.Advance(read);
                if (sent is not null)
                {
                    CheckRatio(body.Length, sent.BytesRead);
                }
            }

            var isAtEnd = await stream.ReadAsync(new byte[1], cancellationToken) == 0;
            return isAtEnd ? body : throw BodyTooLarge(max);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Holds the bound on how much a body may swell.</summary>
    private void CheckRatio(int plain, long sent)
    {
        var ratio = options.Value.MaxDecompressionRatio;
        if (plain > HarmlessBytes && plain > sent * ratio)
        {
            throw new TooLargeException(
                $"A body may have {ratio} times its size after decompression. Nothing of this one was kept."
            )
            {
                Reason = "swells_too_much",
            };
        }
    }

    private static TooLargeException BodyTooLarge(int bytes) =>
        new($"A body may have {bytes} bytes. Nothing of this one was kept; send smaller batches.");

    private static InvalidRequestException BrokenCoding(ContentCoding coding, Exception broken) =>
        new("Content-Encoding", $"The body is not valid {ContentCodings.NameOf(coding)}: {broken.Message}");
}
