using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Monolith.Host.Demo;

/// <summary>Collects records as NDJSON until it is sent. Reused from batch to batch.</summary>
internal sealed class DemoBatch : IDisposable
{
    private readonly List<DemoSpan> _spans = [];
    private readonly ArrayBufferWriter<byte> _bytes = new(1 << 20);
    private readonly Utf8JsonWriter _json;

    // The bytes go to Monolith only: nothing here needs the escapes that make JSON safe inside HTML.
    public DemoBatch() =>
        _json = new Utf8JsonWriter(
            _bytes,
            new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }
        );

    public int Count { get; private set; }

    /// <summary>The records so far, one a line. Valid until the next change.</summary>
    public ReadOnlyMemory<byte> Body => _bytes.WrittenMemory;

    /// <summary>The spans of the actions that ended. Valid until the next change.</summary>
    public IReadOnlyList<DemoSpan> Spans => _spans;

    public void Add(DemoRecord record)
    {
        _spans.AddRange(record.Spans);
        _json.Reset();
        record.WriteTo(_json);
        _json.Flush();
        _bytes.Write("\n"u8);
        Count++;
    }

    public void Clear()
    {
        _spans.Clear();
        _bytes.ResetWrittenCount();
        Count = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();
}
