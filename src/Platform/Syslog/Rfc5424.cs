using Monolith.Platform.Json;

namespace Monolith.Platform.Syslog;

/// <summary>Reads the messages of today: <c>1 TIME HOST APP PROCESS MESSAGE-ID STRUCTURED-DATA TEXT</c>.</summary>
internal static class Rfc5424
{
    /// <summary>Reads what comes after the priority. False when it is of another form.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, ref SyslogMessage message)
    {
        var rest = bytes;
        if (!rest.Span.StartsWith("1 "u8))
        {
            return false;
        }

        rest = rest[2..];
        if (
            !TryTakeWord(ref rest, out var timeText)
            || !TryReadTime(timeText.Span, out var time)
            || !TryTakeWord(ref rest, out var host)
            || !TryTakeWord(ref rest, out var app)
        )
        {
            return false;
        }

        // Some leave out what they have nothing for at the end.
        _ = TryTakeWord(ref rest, out var processId);
        _ = TryTakeWord(ref rest, out var messageId);
        message.TimeUnixNano = time;
        message.Host = host;
        message.App = app;
        message.ProcessId = processId;
        message.MessageId = messageId;

        // Structured data that are broken are text: nothing of them is lost.
        var length = StructuredData.LengthOf(rest.Span);
        message.StructuredData = rest[..length];
        rest = rest[length..];
        rest = rest.Span.StartsWith("- "u8) || rest.Span.SequenceEqual("-"u8) ? rest[1..] : rest;

        // rsyslog sends what it got in the old form with the space that came after the tag.
        rest =
            rest.Span.StartsWith("  "u8) ? rest[2..]
            : rest.Span.StartsWith(" "u8) ? rest[1..]
            : rest;
        message.Text = rest.Span.StartsWith("\uFEFF"u8) ? rest["\uFEFF"u8.Length..] : rest;
        return true;
    }

    // A dash stands for nothing.
    private static bool TryTakeWord(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> word)
    {
        var space = rest.Span.IndexOf((byte)' ');
        word = space < 0 ? rest : rest[..space];
        rest = rest[(space < 0 ? rest.Length : space + 1)..];
        var isWord = !word.IsEmpty;
        word = word.Span.SequenceEqual("-"u8) ? default : word;
        return isWord;
    }

    private static bool TryReadTime(ReadOnlySpan<byte> text, out long unixNano)
    {
        unixNano = 0;
        return text.IsEmpty || (text.Length > 4 && text[4] == (byte)'-' && TimeText.TryRead(text, out unixNano));
    }
}
