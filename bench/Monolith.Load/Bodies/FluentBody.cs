using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Monolith.Host.Demo;

namespace Monolith.Load.Bodies;

/// <summary>Writes records as Fluent's PackedForward: one array of a tag, the entries as bytes, and options that ask for an
/// answer once the chunk is safe.</summary>
internal static class FluentBody
{
    public static byte[] Encode(IReadOnlyList<DemoRecord> records)
    {
        var entries = new ArrayBufferWriter<byte>();
        foreach (var record in records)
        {
            WriteEntry(entries, record);
        }

        var body = new ArrayBufferWriter<byte>();
        body.Write<byte>([0x93]);
        WriteText(body, "shop.web");
        WriteHead(body, 0xC6, entries.WrittenCount);
        body.Write(entries.WrittenSpan);
        body.Write<byte>([0x81]);
        WriteText(body, "chunk");

        // Of this run alone: a chunk that came before, in a run of a moment ago, would not be stored again.
        var first = records[0];
        WriteText(
            body,
            string.Create(CultureInfo.InvariantCulture, $"{first.Sequence:D8}{first.Action.TraceId[..12]}")
        );
        return body.WrittenSpan.ToArray();
    }

    private static void WriteEntry(ArrayBufferWriter<byte> target, DemoRecord record)
    {
        List<(string, string)> fields =
        [
            ("message", record.Message),
            ("level", record.Severity.ToString()),
            ("service", record.Service),
            ("trace_id", record.Action.TraceId),
            ("span_id", record.SpanId),
            .. Fields.Of(record),
        ];
        target.Write<byte>([0x92, 0xD7, 0x00]);
        var ticks = (record.Time - DateTimeOffset.UnixEpoch).Ticks;
        WriteInt(target, (int)(ticks / TimeSpan.TicksPerSecond));
        WriteInt(target, (int)(ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick));
        target.Write<byte>([0xDE, (byte)(fields.Count >> 8), (byte)fields.Count]);
        foreach (var (name, value) in fields)
        {
            WriteText(target, name);
            WriteText(target, value);
        }
    }

    private static void WriteText(ArrayBufferWriter<byte> target, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        WriteHead(target, 0xDB, bytes.Length);
        target.Write(bytes);
    }

    private static void WriteHead(ArrayBufferWriter<byte> target, byte type, int length)
    {
        target.Write<byte>([type]);
        WriteInt(target, length);
    }

    private static void WriteInt(ArrayBufferWriter<byte> target, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(target.GetSpan(4), value);
        target.Advance(4);
    }
}
