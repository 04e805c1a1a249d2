namespace Monolith.Processing.Parsing.Formats;

/// <summary>
/// The error logs of nginx (<c>2026/10/10 13:55:36 [error] 31#31: *7 message, client: 192.0.2.1, request: "GET / HTTP/1.1"</c>) and of
/// Apache (<c>[Sat Oct 10 13:55:36.12 2026] [core:error] [pid 7] [client 192.0.2.1:4711] message</c>).
/// </summary>
internal sealed class ErrorLogFormat : ITextFormat
{
    private const int SlashedTimeLength = 19;
    private const string NoErrorLog = "The text is no line of an error log.";

    private static readonly ReadOnlyMemory<byte> LevelName = "level"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ModuleName = "log.logger"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> MessageName = "message"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ProcessName = "process.pid"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> AddressName = "client.address"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ServerName = "server.address"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> UpstreamName = "upstream"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> RequestName = "http.request.line"u8.ToArray();

    public string? Parse(ReadOnlyMemory<byte> text, in ParsedFields fields) =>
        text.Span.StartsWith("["u8) ? ParseApache(text, fields) : ParseNginx(text, fields);

    private static string? ParseNginx(ReadOnlyMemory<byte> text, in ParsedFields fields)
    {
        if (
            text.Length < SlashedTimeLength
            || !AccessLogTime.TryReadSlashed(text.Span[..SlashedTimeLength], out var time)
        )
        {
            return NoErrorLog;
        }

        var words = new WordReader(text[SlashedTimeLength..]);
        if (!words.TryTakeBracketed(out var level))
        {
            return NoErrorLog;
        }

        var process = words.Take();
        var processEnd = process.Span.IndexOf((byte)'#');
        if (words.Next == (byte)'*')
        {
            words.Take();
        }

        var message = words.Rest;
        var hasRoom =
            fields.AddTime(time)
            && fields.Add(LevelName, level)
            && (processEnd <= 0 || fields.Add(ProcessName, process[..processEnd]))
            && AddDetail(message, ", client: "u8, AddressName, fields)
            && AddDetail(message, ", server: "u8, ServerName, fields)
            && AddDetail(message, ", request: "u8, RequestName, fields)
            && AddDetail(message, ", upstream: "u8, UpstreamName, fields)
            && fields.Add(MessageName, message);
        return hasRoom ? null : ParsedFields.TooMany;
    }

    private static bool AddDetail(
        ReadOnlyMemory<byte> message,
        ReadOnlySpan<byte> label,
        ReadOnlyMemory<byte> name,
        in ParsedFields fields
    )
    {
        var at = message.Span.IndexOf(label);
        if (at < 0)
        {
            return true;
        }

        var value = message[(at + label.Length)..];
        var end = value.Span.IndexOf(", "u8);
        return fields.AddUnlessDash(name, (end < 0 ? value : value[..end]).Trim((byte)'"'));
    }

    private static string? ParseApache(ReadOnlyMemory<byte> text, in ParsedFields fields)
    {
        var words = new WordReader(text);
        if (
            !words.TryTakeBracketed(out var timeText)
            || !AccessLogTime.TryReadWithDayOfWeek(timeText.Span, out var time)
            || !words.TryTakeBracketed(out var moduleAndLevel)
        )
        {
            return NoErrorLog;
        }

        var colon = moduleAndLevel.Span.IndexOf((byte)':');
        if (
            !fields.AddTime(time)
            || !fields.Add(LevelName, moduleAndLevel[(colon + 1)..])
            || (colon > 0 && !fields.Add(ModuleName, moduleAndLevel[..colon]))
        )
        {
            return ParsedFields.TooMany;
        }

        while (words.TryTakeBracketed(out var detail))
        {
            if (!AddBracketed(detail, fields))
            {
                return ParsedFields.TooMany;
            }
        }

        return fields.Add(MessageName, words.Rest) ? null : ParsedFields.TooMany;
    }

    // [pid 7:tid 9] and [client 192.0.2.1:4711]
    private static bool AddBracketed(ReadOnlyMemory<byte> detail, in ParsedFields fields)
    {
        if (detail.Span.StartsWith("pid "u8))
        {
            var end = detail.Span.IndexOf((byte)':');
            return fields.Add(ProcessName, detail[4..(end < 0 ? detail.Length : end)]);
        }

        if (detail.Span.StartsWith("client "u8))
        {
            var port = detail.Span.LastIndexOf((byte)':');
            return fields.Add(AddressName, detail[7..(port < 7 ? detail.Length : port)]);
        }

        return true;
    }
}
