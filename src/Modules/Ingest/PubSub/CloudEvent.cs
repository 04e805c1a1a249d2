using System.Buffers.Text;
using Monolith.Platform.Buffers;

namespace Monolith.Ingest.PubSub;

/// <summary>
/// One message: the attributes of its CloudEvent and where its data lies. All are slices of the delivery's body or of its
/// scratch memory. One instance serves a whole delivery.
/// </summary>
internal sealed class CloudEvent
{
    /// <summary>The id: the same each time that the event is delivered.</summary>
    public ReadOnlyMemory<byte> Id { get; set; }

    /// <summary>Who published it: an app id.</summary>
    public ReadOnlyMemory<byte> Source { get; set; }

    /// <summary>What kind of event it is.</summary>
    public ReadOnlyMemory<byte> Type { get; set; }

    /// <summary>What it is about.</summary>
    public ReadOnlyMemory<byte> Subject { get; set; }

    /// <summary>When it was published.</summary>
    public ReadOnlyMemory<byte> Time { get; set; }

    /// <summary>The W3C trace context of the publishing.</summary>
    public ReadOnlyMemory<byte> TraceParent { get; set; }

    /// <summary>What ties the event together with others: the extension <c>correlationid</c>.</summary>
    public ReadOnlyMemory<byte> CorrelationId { get; set; }

    /// <summary>The data as JSON text; empty when there is none or it is not JSON.</summary>
    public ReadOnlyMemory<byte> Data { get; set; }

    /// <summary>The data in base64; empty when there is none or it is JSON.</summary>
    public ReadOnlyMemory<byte> DataBase64 { get; set; }

    /// <summary>The data as they are; empty when they are written in one of the two ways above.</summary>
    public ReadOnlyMemory<byte> DataBytes { get; set; }

    /// <summary>The whole message as it came, for quarantine.</summary>
    public ReadOnlyMemory<byte> Raw { get; set; }

    /// <summary>Ready for the next message.</summary>
    public void Clear()
    {
        ClearAttributes();
        Data = default;
        DataBase64 = default;
        DataBytes = default;
        Raw = default;
    }

    /// <summary>Forgets what is said about the data: the sidecar made it up for a message that was no CloudEvent.</summary>
    public void ClearAttributes()
    {
        Id = default;
        Source = default;
        Type = default;
        Subject = default;
        Time = default;
        TraceParent = default;
        CorrelationId = default;
    }

    /// <summary>Turns data that are in base64 into bytes.</summary>
    /// <returns>False when they are not in base64.</returns>
    public bool TryDecodeBase64(ScratchBuffer scratch)
    {
        var room = scratch.Take(Base64.GetMaxDecodedFromUtf8Length(DataBase64.Length));
        var status = Base64.DecodeFromUtf8(DataBase64.Span, room.Span, out _, out var written);
        DataBytes = room[..written];
        return status == System.Buffers.OperationStatus.Done;
    }
}
