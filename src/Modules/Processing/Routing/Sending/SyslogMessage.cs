using System.Buffers;
using System.Text;
using Monolith.Platform.Language;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Routing.Sending;

/// <summary>Writes records as messages of RFC 5424.</summary>
internal sealed class SyslogMessage(int facility)
{
    private const int MaxName = 32;
    private const int MaxHost = 255;
    private const int MaxApp = 48;
    private const int MaxProcess = 128;

    // The number is the one that is set aside for examples: Monolith has none of its own.
    private static ReadOnlySpan<byte> Element => "monolith@32473"u8;

    private static readonly SearchValues<byte> NoName = SearchValues.Create(" =]\""u8);

    /// <summary>Writes a message without framing.</summary>
    public void Write(LogRecord record, ArrayBufferWriter<byte> to)
    {
        to.Write(Encoding.ASCII.GetBytes($"<{(facility * 8) + SeverityOf(record.Severity)}>1 "));
        to.Write(Encoding.ASCII.GetBytes(TimeOf(record.TimeUnixNano)));
        WriteWord(RecordFields.Find(record, "host.name"u8), MaxHost, to);
        WriteWord(record.ServiceName.Span, MaxApp, to);
        WriteWord(RecordFields.Find(record, "process.pid"u8), MaxProcess, to);
        WriteWord(record.EventName.Span, MaxName, to);
        to.Write(" ["u8);
        to.Write(Element);
        WriteId("trace_id"u8, record.TraceId.Span, to);
        WriteId("span_id"u8, record.SpanId.Span, to);
        RecordFields.Visit(record, (name, value) => WriteParameter(name.Span, value.Span, to));
        to.Write("] "u8);
        to.Write(RecordFields.Valid(record.Body.Span));
    }

    // The header's time has at most six digits of a second.
    private static string TimeOf(long unixNano) => UnixNano.ToText(unixNano)[..26] + "Z";

    private static int SeverityOf(SeverityNumber severity) =>
        (int)severity switch
        {
            0 => 6,
            <= 8 => 7,
            9 => 6,
            <= 12 => 5,
            <= 16 => 4,
            <= 17 => 3,
            18 => 2,
            <= 20 => 1,
            _ => 0,
        };

    private static void WriteWord(ReadOnlySpan<byte> word, int most, ArrayBufferWriter<byte> to)
    {
        to.Write(" "u8);
        word = word[..Math.Min(word.Length, most)];
        if (word.IsEmpty)
        {
            to.Write("-"u8);
            return;
        }

        var target = to.GetSpan(word.Length);
        for (var i = 0; i < word.Length; i++)
        {
            target[i] = IsPrintable(word[i]) ? word[i] : (byte)'_';
        }

        to.Advance(word.Length);
    }

    private static void WriteId(ReadOnlySpan<byte> name, ReadOnlySpan<byte> id, ArrayBufferWriter<byte> to)
    {
        if (!id.IsEmpty)
        {
            WriteParameter(name, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(id)), to);
        }
    }

    // A name that the format has no room for is left out with its value: cut short it might be another's.
    private static void WriteParameter(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ArrayBufferWriter<byte> to)
    {
        if (name.Length is 0 or > MaxName || name.ContainsAny(NoName) || !All(name))
        {
            return;
        }

        to.Write(" "u8);
        to.Write(name);
        to.Write("=\""u8);
        foreach (var letter in RecordFields.Valid(value))
        {
            if (letter is (byte)'"' or (byte)'\\' or (byte)']')
            {
                to.Write("\\"u8);
            }

            to.Write([letter]);
        }

        to.Write("\""u8);
    }

    private static bool All(ReadOnlySpan<byte> name)
    {
        foreach (var letter in name)
        {
            if (!IsPrintable(letter))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPrintable(byte letter) => letter is > 0x20 and < 0x7f;
}
