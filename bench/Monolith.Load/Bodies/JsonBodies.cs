using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Monolith.Host.Demo;

namespace Monolith.Load.Bodies;

/// <summary>The protocols whose bodies are JSON objects one after the other, with something of their own around each.</summary>
internal static class JsonBodies
{
    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>One object a line.</summary>
    public static byte[] Ndjson(IEnumerable<DemoRecord> records) => Lines(records, [], (json, r) => r.WriteTo(json));

    /// <summary>Elasticsearch's bulk: a line of what to do before each document.</summary>
    public static byte[] Bulk(IEnumerable<DemoRecord> records) =>
        Lines(records, "{\"create\":{\"_index\":\"logs-shop-default\"}}\n"u8.ToArray(), (json, r) => r.WriteTo(json));

    /// <summary>Seq's compact log events.</summary>
    public static byte[] Clef(IEnumerable<DemoRecord> records) => Lines(records, [], WriteClef);

    /// <summary>Splunk's events, each in an envelope.</summary>
    public static byte[] Splunk(IEnumerable<DemoRecord> records) => Lines(records, [], WriteSplunk);

    /// <summary>GELF, each message ended by a zero byte.</summary>
    public static byte[] Gelf(IEnumerable<DemoRecord> records) => Lines(records, [], WriteGelf, (byte)0);

    private static byte[] Lines(
        IEnumerable<DemoRecord> records,
        byte[] before,
        Action<Utf8JsonWriter, DemoRecord> write,
        byte end = (byte)'\n'
    )
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes, Plain);
        foreach (var record in records)
        {
            bytes.Write(before);
            json.Reset();
            write(json, record);
            json.Flush();
            bytes.Write([end]);
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteClef(Utf8JsonWriter json, DemoRecord record)
    {
        json.WriteStartObject();
        json.WriteString("@t", record.Time);
        json.WriteString("@m", record.Message);
        json.WriteString("@l", record.Severity.ToString());
        json.WriteString("@tr", record.Action.TraceId);
        json.WriteString("@sp", record.SpanId);
        json.WriteString("service", record.Service);
        WriteFields(json, record, "");
        json.WriteEndObject();
    }

    private static void WriteSplunk(Utf8JsonWriter json, DemoRecord record)
    {
        json.WriteStartObject();
        json.WriteNumber("time", record.Time.ToUnixTimeMilliseconds() / 1000.0);
        json.WriteString("host", "web-1");
        json.WriteString("source", "shop");
        json.WriteString("sourcetype", "_json");
        json.WritePropertyName("event");
        record.WriteTo(json);
        json.WriteEndObject();
    }

    private static void WriteGelf(Utf8JsonWriter json, DemoRecord record)
    {
        json.WriteStartObject();
        json.WriteString("version", "1.1");
        json.WriteString("host", "web-1");
        json.WriteString("short_message", record.Message);
        json.WriteNumber("timestamp", record.Time.ToUnixTimeMilliseconds() / 1000.0);
        json.WriteNumber("level", record.Severity >= DemoSeverity.ERROR ? 3 : 6);
        json.WriteString("_service", record.Service);
        json.WriteString("_trace_id", record.Action.TraceId);
        WriteFields(json, record, "_");
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, DemoRecord record, string prefix)
    {
        foreach (var (name, value) in Fields.Of(record))
        {
            json.WriteString(prefix + name, value);
        }
    }
}
