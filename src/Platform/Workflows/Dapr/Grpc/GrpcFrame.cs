using System.Buffers;
using System.Buffers.Binary;
using Monolith.Platform.Grpc;

namespace Monolith.Platform.Workflows.Dapr.Grpc;

/// <summary>One message on the wire: a flag that says whether it is compressed, four bytes of length, the message.</summary>
internal static class GrpcFrame
{
    /// <summary>How many bytes stand before the message.</summary>
    public const int HeaderBytes = 5;

    /// <summary>Writes what stands before a message of so many bytes.</summary>
    public static void WriteHeader(Span<byte> header, int messageBytes)
    {
        header[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], messageBytes);
    }

    /// <summary>Takes the next message off the buffer; false when it is not all there yet.</summary>
    /// <exception cref="GrpcException">It is compressed, which we have not asked for, or longer than allowed.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, int maxBytes, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (buffer.Length < HeaderBytes)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[HeaderBytes];
        buffer.Slice(0, HeaderBytes).CopyTo(header);
        if (header[0] != 0)
        {
            throw new GrpcException(GrpcStatus.Internal, "The message is compressed, and no encoding was offered.");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (length > maxBytes)
        {
            throw new GrpcException(
                GrpcStatus.ResourceExhausted,
                $"The message has {length} bytes, more than the {maxBytes} that are taken."
            );
        }

        if (buffer.Length < HeaderBytes + length)
        {
            return false;
        }

        message = buffer.Slice(HeaderBytes, length);
        buffer = buffer.Slice(message.End);
        return true;
    }
}
