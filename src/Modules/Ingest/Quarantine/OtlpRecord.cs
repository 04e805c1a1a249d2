using System.Buffers;

namespace Monolith.Ingest.Quarantine;

/// <summary>A single OTLP log record as a request of its own. Quarantine keeps the record alone: its resource and scope, which it
/// shared with others, are not there any more.</summary>
internal static class OtlpRecord
{
    // Field 1 of ExportLogsServiceRequest, field 2 of ResourceLogs and field 2 of ScopeLogs, each a message.
    private const byte ResourceLogs = (1 << 3) | 2;
    private const byte ScopeLogs = (2 << 3) | 2;
    private const byte LogRecords = (2 << 3) | 2;

    /// <summary>The request with that record and no other.</summary>
    public static ReadOnlyMemory<byte> AsRequest(ReadOnlyMemory<byte> record) =>
        Wrap(ResourceLogs, Wrap(ScopeLogs, Wrap(LogRecords, record)));

    private static ReadOnlyMemory<byte> Wrap(byte tag, ReadOnlyMemory<byte> message)
    {
        var field = new ArrayBufferWriter<byte>(message.Length + 6);
        field.Write([tag]);
        var length = (uint)message.Length;
        for (; length >= 0x80; length >>= 7)
        {
            field.Write([(byte)(length | 0x80)]);
        }

        field.Write([(byte)length]);
        field.Write(message.Span);
        return field.WrittenMemory;
    }
}
