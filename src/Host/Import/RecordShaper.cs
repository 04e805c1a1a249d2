using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Monolith.Host.Import;

/// <summary>Turns the records of one file into the lines that the server takes.</summary>
/// <param name="fileName">Kept with records of text, as <c>log.file.name</c>.</param>
/// <param name="service">The service of records that name none; null: text goes by the file's name, JSON stays as it is.</param>
/// <param name="textTime">Finds the times of text.</param>
/// <param name="retiming">Says which times records get.</param>
internal sealed class RecordShaper(string fileName, string? service, TextTime textTime, Retiming retiming) : IDisposable
{
    private static readonly string[] ServiceNames = ["service", "service_name", "service.name"];
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // app.log.gz and app.log.1 are both of the service app.
    private readonly string _textService = service ?? fileName.Split('.', StringSplitOptions.RemoveEmptyEntries)[0];
    private readonly Utf8JsonWriter _json = new(Stream.Null, Plain);

    /// <summary>Adds a record as one line. What cannot be read goes on as it is: the server says why, and keeps it.</summary>
    public void Write(ReadOnlyMemory<byte> record, bool isJson, IBufferWriter<byte> body)
    {
        if (!isJson)
        {
            WriteText(record.Span, body);
        }
        else if ((service is null && !retiming.ChangesTimes) || !TryWriteJson(record, body))
        {
            body.Write(record.Span);
        }

        body.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void WriteText(ReadOnlySpan<byte> record, IBufferWriter<byte> body)
    {
        var text = Decode(record);
        DateTimeOffset? own = textTime.TryRead(text, out var read, out var timeLength) ? read : null;
        var message = text.AsSpan(timeLength);

        _json.Reset(body);
        _json.WriteStartObject();
        WriteTime(retiming.Apply(own));
        if (retiming.ChangesTimes && own is not null)
        {
            _json.WriteString("original_timestamp", own.Value);
        }

        if (TextSeverity.Find(message) is { } severity)
        {
            _json.WriteString("level", severity);
        }

        _json.WriteString("service", _textService);
        _json.WriteString("log.file.name", fileName);
        _json.WriteString("message", message);
        _json.WriteEndObject();
        _json.Flush();
    }

    private bool TryWriteJson(ReadOnlyMemory<byte> record, IBufferWriter<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(record);
            WriteJson(document.RootElement, body);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void WriteJson(JsonElement record, IBufferWriter<byte> body)
    {
        var time = retiming.ChangesTimes ? JsonTime.Find(record) : null;

        _json.Reset(body);
        _json.WriteStartObject();
        if (retiming.ChangesTimes)
        {
            WriteTime(retiming.Apply(time is null ? null : JsonTime.Read(time.Value.Value)));
        }

        if (service is not null && !ServiceNames.Any(name => record.TryGetProperty(name, out _)))
        {
            _json.WriteString("service", service);
        }

        foreach (var property in record.EnumerateObject())
        {
            _json.WritePropertyName(property.NameEquals(time?.Name) ? "original_timestamp" : property.Name);
            property.Value.WriteTo(_json);
        }

        _json.WriteEndObject();
        _json.Flush();
    }

    private void WriteTime(DateTimeOffset? time)
    {
        if (time is not null)
        {
            _json.WriteString("timestamp", time.Value);
        }
    }

    /// <summary>Bytes that are no UTF-8 are nearly always an older one-byte encoding; Latin-1 gives each of them a character.</summary>
    private static string Decode(ReadOnlySpan<byte> text) =>
        Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : Encoding.Latin1.GetString(text);
}
