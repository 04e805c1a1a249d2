using Monolith.Ingest.Bodies;

namespace Monolith.Ingest.Otlp;

/// <summary>Turns bodies in OTLP/JSON into bodies in OTLP/protobuf.</summary>
internal static class OtlpBodies
{
    /// <summary>The protobuf form of a body. Dispose it too.</summary>
    /// <param name="json">The body.</param>
    /// <param name="request">The message that it is.</param>
    /// <param name="gate">Where room for bodies comes from.</param>
    /// <param name="cancellationToken">The request's end.</param>
    public static async ValueTask<PooledBody> ToProtobufAsync(
        PooledBody json,
        Shape request,
        MemoryGate gate,
        CancellationToken cancellationToken
    )
    {
        var size = (int)Math.Min(OtlpJson.MaxProtobufBytes(json.Length), Array.MaxLength);
        var protobuf = new PooledBody(gate, size);
        try
        {
            var room = await protobuf.GetRoomAsync(size, cancellationToken);
            protobuf.Advance(OtlpJson.WriteRequest(request, json.Bytes.Span, room.Span));
            return protobuf;
        }
        catch
        {
            protobuf.Dispose();
            throw;
        }
    }
}
