using System.Text.Unicode;
using Microsoft.Extensions.Options;
using Monolith.Ingest.Json;
using Monolith.Ingest.Sockets;
using Monolith.Platform.Signals;
using Monolith.Platform.Syslog;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Syslog;

/// <summary>Reads one syslog message into a record. The table is in docs/ingest/syslog.md.</summary>
internal sealed class SyslogDecoder(IOptions<SyslogOptions> options, DecodeLimits limits, TimeProvider clock)
    : IMessageDecoder
{
    private static readonly ReadOnlyMemory<byte> FacilityName = "syslog.facility"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> MessageIdName = "syslog.msgid"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ProcessIdName = "process.pid"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> OtherProcessIdName = "syslog.procid"u8.ToArray();

    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(options.Value.TimeZone);

    /// <inheritdoc cref="SyslogOptions.MultiLine"/>
    public bool MultiLine => options.Value.MultiLine;

    /// <inheritdoc/>
    public void Decode(in SocketMessage message, ILogPipelineBatch batch)
    {
        if (message.Bytes.Length > limits.MaxRecordBytes)
        {
            batch.Reject(RejectReason.RecordTooLarge, limits.RecordTooLargeDetail, message.Position, message.Bytes);
            return;
        }

        var mark = batch.Scratch.Position;
        var isUtf8 = Utf8.IsValid(message.Bytes.Span);
        Fill(message, isUtf8 ? message.Bytes : Latin1(message.Bytes.Span, batch), batch);
        batch.Submit(message.Position, message.Bytes);
        if (!isUtf8)
        {
            // The resource lies in memory that is given back.
            batch.Record.ClearResource();
        }

        batch.Scratch.Rewind(mark);
    }

    private void Fill(in SocketMessage message, ReadOnlyMemory<byte> bytes, ILogPipelineBatch batch)
    {
        var read = SyslogMessage.Read(bytes, new SyslogClock(clock.GetUtcNow(), _zone));
        var record = batch.Record;
        if (!TryReadCee(read.Text, batch))
        {
            record.Body = read.Text;
        }

        // What the JSON of a message says of it is nearer to where it happened than what carries it.
        record.TimeUnixNano = record.TimeUnixNano == 0 ? read.TimeUnixNano : record.TimeUnixNano;
        record.ServiceName = record.ServiceName.IsEmpty ? read.App : record.ServiceName;
        if (read.Priority >= 0)
        {
            if (record.Severity == SeverityNumber.Unspecified && record.SeverityText.IsEmpty)
            {
                record.Severity = read.Severity;
            }

            record.Attributes.Add(FacilityName, read.Facility);
        }

        if (!read.ProcessId.IsEmpty)
        {
            var isNumber = read.ProcessId.Span.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
            record.Attributes.Add(isNumber ? ProcessIdName : OtherProcessIdName, read.ProcessId);
        }

        if (!read.MessageId.IsEmpty)
        {
            record.Attributes.Add(MessageIdName, read.MessageId);
        }

        StructuredData.Add(read.StructuredData, record.Attributes, batch.Scratch);
        SocketRecord.SetHost(record, read.Host, message.Peer);
    }

    /// <summary>Reads the JSON object of <c>@cee: {…}</c> into the record. False when the text is none, and nothing was changed.</summary>
    private bool TryReadCee(ReadOnlyMemory<byte> text, ILogPipelineBatch batch)
    {
        text = text.TrimStart((byte)' ');
        if (!text.Span.StartsWith("@cee:"u8))
        {
            return false;
        }

        var json = text["@cee:".Length..].Trim((byte)' ');
        var reader = new JsonRecordReader(json, 0, linesEnd: false, limits.MaxDepth, batch);
        if (!reader.TryRead() || reader.At != json.Length)
        {
            batch.Record.Clear();
            return false;
        }

        if (batch.Record.Body.IsEmpty)
        {
            batch.Record.Body = json;
        }

        return true;
    }

    // Old devices write ISO 8859-1, in which every byte is a character: nothing is lost.
    private static ReadOnlyMemory<byte> Latin1(ReadOnlySpan<byte> bytes, ILogPipelineBatch batch)
    {
        var utf8 = batch.Scratch.Take(bytes.Length * 2);
        var target = utf8.Span;
        var written = 0;
        foreach (var letter in bytes)
        {
            if (letter < 0x80)
            {
                target[written++] = letter;
                continue;
            }

            target[written++] = (byte)(0xC0 | (letter >> 6));
            target[written++] = (byte)(0x80 | (letter & 0x3F));
        }

        batch.Scratch.Return(utf8.Length - written);
        return utf8[..written];
    }
}
