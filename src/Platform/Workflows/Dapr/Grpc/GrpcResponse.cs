using System.IO.Pipelines;
using Google.Protobuf;
using Monolith.Platform.Grpc;

namespace Monolith.Platform.Workflows.Dapr.Grpc;

/// <summary>The messages of one answer, in order. Read by one reader at a time; dispose it to end the call.</summary>
internal sealed class GrpcResponse<T> : IDisposable
    where T : IMessage<T>, new()
{
    private const int BufferBytes = 16 * 1024;
    private static readonly MessageParser<T> Parser = new(() => new T());
    private readonly HttpResponseMessage _response;
    private readonly PipeReader _pipe;
    private readonly int _maxMessageBytes;

    private GrpcResponse(HttpResponseMessage response, Stream body, int maxMessageBytes)
    {
        (_response, _maxMessageBytes) = (response, maxMessageBytes);
        _pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: BufferBytes));
    }

    /// <summary>Takes an answer of which only the headers are there.</summary>
    /// <exception cref="GrpcException">The headers say already that the call has failed.</exception>
    public static async Task<GrpcResponse<T>> ReadHeadersAsync(
        HttpResponseMessage response,
        int maxMessageBytes,
        CancellationToken cancellationToken
    )
    {
        // A call that fails before its first message has its status where the headers are.
        if (GrpcOutcome.Read(response.Headers) is var (status, message) && status != GrpcStatus.Ok)
        {
            throw new GrpcException(status, message);
        }

        var mediaType = response.Content.Headers.ContentType?.MediaType ?? "";
        if (!response.IsSuccessStatusCode || !mediaType.StartsWith("application/grpc", StringComparison.Ordinal))
        {
            throw GrpcOutcome.NotGrpc(response);
        }

        return new GrpcResponse<T>(
            response,
            await response.Content.ReadAsStreamAsync(cancellationToken),
            maxMessageBytes
        );
    }

    /// <returns>The next message; null after the last one, when the call has ended well.</returns>
    /// <exception cref="GrpcException">The call has ended otherwise.</exception>
    public async ValueTask<T?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await ReadPipeAsync(cancellationToken);
            var buffer = read.Buffer;
            if (GrpcFrame.TryRead(ref buffer, _maxMessageBytes, out var bytes))
            {
                try
                {
                    return Parser.ParseFrom(bytes);
                }
                catch (InvalidProtocolBufferException exception)
                {
                    throw new GrpcException(GrpcStatus.Internal, "The message cannot be read.", exception);
                }
                finally
                {
                    _pipe.AdvanceTo(buffer.Start);
                }
            }

            _pipe.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                ThrowUnlessEndedWell(isCutShort: !buffer.IsEmpty);
                return default;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pipe.Complete();
        _response.Dispose();
    }

    private async ValueTask<ReadResult> ReadPipeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _pipe.ReadAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw GrpcOutcome.Broken(exception);
        }
    }

    private void ThrowUnlessEndedWell(bool isCutShort)
    {
        var (status, message) =
            GrpcOutcome.Read(_response.TrailingHeaders)
            ?? GrpcOutcome.Read(_response.Headers)
            ?? (GrpcStatus.Unknown, "The answer ended without a status.");
        if (status != GrpcStatus.Ok)
        {
            throw new GrpcException(status, message);
        }

        if (isCutShort)
        {
            throw new GrpcException(GrpcStatus.Internal, "The answer ended in the middle of a message.");
        }
    }
}
