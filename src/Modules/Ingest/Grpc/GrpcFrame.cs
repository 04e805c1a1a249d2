using System.Buffers.Binary;
using Monolith.Ingest.Bodies;
using Monolith.Platform.Problems;

namespace Monolith.Ingest.Grpc;

/// <summary>The only message of a unary call. On the wire it is a flag that says whether it is compressed, four bytes of length,
/// and as many bytes.</summary>
/// <param name="Message">Its bytes.</param>
/// <param name="Coding">How they are compressed.</param>
internal readonly record struct GrpcFrame(ReadOnlyMemory<byte> Message, ContentCoding Coding)
{
    /// <summary>How many bytes stand before a message.</summary>
    public const int HeaderBytes = 5;

    /// <summary>The encodings that are read here, as <c>grpc-accept-encoding</c> lists them.</summary>
    public const string Encodings = "identity,gzip,deflate";

    /// <summary>Finds the message in all the bytes of a call.</summary>
    /// <param name="call">The bytes.</param>
    /// <param name="encoding">The <c>grpc-encoding</c> of the call.</param>
    /// <exception cref="InvalidRequestException">There is no message, or more than one.</exception>
    /// <exception cref="UnsupportedMediaException">The encoding is none that is read here.</exception>
    public static GrpcFrame Read(ReadOnlyMemory<byte> call, string encoding)
    {
        if (call.Length < HeaderBytes || call.Span[0] > 1)
        {
            throw Broken(
                call.Length < HeaderBytes ? "The call has no message." : "The call begins with no flag of gRPC."
            );
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(call.Span[1..]);
        var message = call[HeaderBytes..];
        if (length != message.Length)
        {
            throw Broken(
                length > message.Length ? "The message is shorter than it says." : "There is more than one message."
            );
        }

        return new GrpcFrame(message, call.Span[0] == 0 ? ContentCoding.Identity : CodingOf(encoding));
    }

    /// <summary>The message decompressed; null when it was not compressed.</summary>
    public async ValueTask<PooledBody?> DecompressAsync(BodyReader bodies, CancellationToken cancellationToken) =>
        Coding == ContentCoding.Identity ? null : await bodies.DecompressAsync(Coding, Message, cancellationToken);

    private static ContentCoding CodingOf(string encoding) =>
        encoding switch
        {
            "gzip" => ContentCoding.Gzip,
            "deflate" => ContentCoding.Deflate,
            "" or "identity" => throw Broken("The message is compressed, and no grpc-encoding says how."),
            _ => throw new UnsupportedMediaException($"The grpc-encoding is none of {Encodings}."),
        };

    private static InvalidRequestException Broken(string detail) => new("message", detail);
}
