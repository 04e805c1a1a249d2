using System.Buffers.Binary;
using Google.Protobuf;

namespace Monolith.DaprSidecar.Workflows.Grpc;

/// <summary>A message on the wire: one byte that says whether it is compressed, four of length, then the message.</summary>
internal static class GrpcFrames
{
    public const int HeaderBytes = 5;

    /// <summary>Reads the one message of a request.</summary>
    /// <exception cref="GrpcException">There is none, more than one, or it is too large or compressed.</exception>
    public static async Task<T> ReadSingleAsync<T>(
        Stream body,
        MessageParser<T> parser,
        int maxBytes,
        CancellationToken cancellationToken
    )
        where T : IMessage<T>
    {
        var header = new byte[HeaderBytes];
        if (
            await body.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false, cancellationToken) < HeaderBytes
        )
        {
            throw new GrpcException(GrpcStatus.Internal, "the request has no message");
        }

        if (header[0] != 0)
        {
            throw new GrpcException(GrpcStatus.Internal, "the message is compressed, which was not agreed");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(1));
        if (length > maxBytes)
        {
            throw TooLarge(length, maxBytes);
        }

        var message = new byte[length];
        if (
            await body.ReadAtLeastAsync(message, message.Length, throwOnEndOfStream: false, cancellationToken)
                < message.Length
            || await body.ReadAsync(header, cancellationToken) > 0
        )
        {
            throw new GrpcException(GrpcStatus.Internal, "the request does not end with its message");
        }

        try
        {
            return parser.ParseFrom(message);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw new GrpcException(GrpcStatus.Internal, malformed.Message);
        }
    }

    /// <exception cref="GrpcException">The message is too large.</exception>
    public static byte[] Encode(IMessage message, int maxBytes)
    {
        var length = message.CalculateSize();
        if (length > maxBytes)
        {
            throw TooLarge(length, maxBytes);
        }

        var frame = new byte[HeaderBytes + length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), length);
        message.WriteTo(frame.AsSpan(HeaderBytes));
        return frame;
    }

    private static GrpcException TooLarge(long length, int maxBytes) =>
        new(GrpcStatus.ResourceExhausted, $"the message has {length} bytes, more than {maxBytes}");
}
