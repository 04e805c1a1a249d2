namespace Monolith.Processing.Parsing.Formats;

/// <summary>
/// The access logs of Apache (common, combined, with a virtual host before them) and of nginx (combined, and what is written
/// behind it): <c>address identity user [time] "request" status size "referer" "user agent" …</c>.
/// </summary>
internal sealed class AccessLogFormat : ITextFormat
{
    private const string NoAccessLog = "The text is no line of an access log.";

    private static readonly ReadOnlyMemory<byte> AddressName = "client.address"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> HostName = "server.address"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> UserName = "user.name"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> MethodName = "http.request.method"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> PathName = "url.path"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> RequestName = "http.request.line"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> VersionName = "network.protocol.version"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> StatusName = "http.response.status_code"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> SizeName = "http.response.body.size"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> RefererName = "http.request.header.referer"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> AgentName = "user_agent.original"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ForwardedName = "http.request.header.x-forwarded-for"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> LevelName = "level"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Error = "ERROR"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Warn = "WARN"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Info = "INFO"u8.ToArray();

    public string? Parse(ReadOnlyMemory<byte> text, in ParsedFields fields)
    {
        var words = new WordReader(text);
        var address = words.Take();
        var identity = words.Take();
        var user = words.Take();
        var host = default(ReadOnlyMemory<byte>);
        if (words.Next != (byte)'[')
        {
            // Apache's vhost_combined begins with the name of the site.
            (host, address, user) = (address, identity, words.Take());
        }

        if (
            !words.TryTakeBracketed(out var time)
            || !AccessLogTime.TryRead(time.Span, out var unixNano)
            || !words.TryTakeQuoted(out var request)
        )
        {
            return NoAccessLog;
        }

        var (status, size) = (words.Take(), words.Take());
        if (!IsStatus(status.Span))
        {
            return NoAccessLog;
        }

        var hasRoom =
            fields.AddTime(unixNano)
            && fields.Add(LevelName, LevelOf(status.Span[0]))
            && fields.AddUnlessDash(AddressName, address)
            && fields.AddUnlessDash(HostName, host)
            && fields.AddUnlessDash(UserName, user)
            && AddRequest(request, fields)
            && fields.Add(StatusName, status)
            && fields.AddUnlessDash(SizeName, size)
            && AddQuoted(ref words, RefererName, fields)
            && AddQuoted(ref words, AgentName, fields)
            && AddQuoted(ref words, ForwardedName, fields)
            && AddRest(ref words, fields);
        return hasRoom ? null : ParsedFields.TooMany;
    }

    private static bool IsStatus(ReadOnlySpan<byte> status) =>
        status.Length == 3
        && status[0] is >= (byte)'1' and <= (byte)'5'
        && status.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    private static ReadOnlyMemory<byte> LevelOf(byte hundreds) =>
        hundreds switch
        {
            (byte)'5' => Error,
            (byte)'4' => Warn,
            _ => Info,
        };

    // GET /orders?page=2 HTTP/1.1. What scanners send instead stays as it is.
    private static bool AddRequest(ReadOnlyMemory<byte> request, in ParsedFields fields)
    {
        var span = request.Span;
        var first = span.IndexOf((byte)' ');
        var last = span.LastIndexOf((byte)' ');
        var isRequest =
            first > 0
            && last > first
            && span[(last + 1)..].StartsWith("HTTP/"u8)
            && !span[..first].Contains((byte)'\\');
        return isRequest
            ? fields.Add(MethodName, request[..first])
                && fields.Add(PathName, request[(first + 1)..last])
                && fields.Add(VersionName, request[(last + 1 + "HTTP/".Length)..])
            : fields.AddUnlessDash(RequestName, request);
    }

    private static bool AddQuoted(ref WordReader words, ReadOnlyMemory<byte> name, in ParsedFields fields) =>
        words.Next != (byte)'"' || !words.TryTakeQuoted(out var value) || fields.AddUnlessDash(name, value);

    // Whatever else a format of one's own writes at the end is understood where it is written as name=value.
    private static bool AddRest(ref WordReader words, in ParsedFields fields)
    {
        while (words.Next != 0)
        {
            var word = words.Take();
            var equal = word.Span.IndexOf((byte)'=');
            if (equal > 0 && !fields.AddUnlessDash(word[..equal], word[(equal + 1)..].Trim((byte)'"')))
            {
                return false;
            }
        }

        return true;
    }
}
