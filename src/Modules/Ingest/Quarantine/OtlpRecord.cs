using System.Buffers;
using Monolith.Ingest.Otlp;

namespace Monolith.Ingest.Quarantine;

/// <summary>A single OTLP log record or span as a request of its own. Quarantine keeps it alone: its resource and scope, which it
/// shared with others, are not there any more.</summary>
internal static class OtlpRecord
{
    // ResourceLogs in its request, ScopeLogs in that, LogRecord in that; those of spans have the same numbers.
    private const int Resource = 1;
    private const int Scope = 2;
    private const int Record = 2;

    /// <summary>The request with that record and no other.</summary>
    public static ReadOnlyMemory<byte> AsRequest(ReadOnlyMemory<byte> record) =>
        Wrap(Resource, Wrap(Scope, Wrap(Record, record)));

    private static ReadOnlyMemory<byte> Wrap(int field, ReadOnlyMemory<byte> message)
    {
        var wrapped = new ArrayBufferWriter<byte>(message.Length + 6);
        wrapped.WriteBytes(field, message.Span);
        return wrapped.WrittenMemory;
    }
}
