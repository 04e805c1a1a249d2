using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace Monolith.Platform.Workflows.Dapr.Grpc;

/// <summary>A request's body: one message.</summary>
internal sealed class GrpcContent : HttpContent
{
    private readonly IMessage _message;
    private readonly int _bytes;

    public GrpcContent(IMessage message, int bytes)
    {
        (_message, _bytes) = (message, bytes);
        Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var length = GrpcFrame.HeaderBytes + _bytes;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            GrpcFrame.WriteHeader(buffer, _bytes);
            _message.WriteTo(buffer.AsSpan(GrpcFrame.HeaderBytes, _bytes));
            await stream.WriteAsync(buffer.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>gRPC requests carry no content length: they are streams to the protocol, even with one message.</summary>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
