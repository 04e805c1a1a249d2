using System.Buffers.Text;
using Monolith.Ingest.Sockets.Framing;

namespace Monolith.Ingest.Syslog;

/// <summary>
/// Finds syslog messages in a stream, framed in either way of RFC 6587, told apart message by message: by their length
/// (<c>52 &lt;13&gt;1 …</c>), or by a line feed, or a zero byte as Python writes it.
/// </summary>
/// <param name="maxBytes">Of a longer message, its beginning is handed on and the rest is skipped.</param>
/// <param name="multiLine">Whether lines without a priority belong to the message before them, if that has one.</param>
internal sealed class SyslogFraming(int maxBytes, bool multiLine) : IFraming
{
    // No message is longer than the digits of this many bytes can say.
    private const int MostDigits = 9;

    private long _bytesToSkip;
    private bool _skipsLine;
    private int _searched;

    /// <inheritdoc/>
    public bool WaitsForSilence { get; private set; }

    /// <inheritdoc/>
    public int Find(ReadOnlySpan<byte> unread, bool isOver, MessageList messages)
    {
        WaitsForSilence = false;
        var at = 0;
        while (!messages.IsFull)
        {
            at += Skip(unread[at..]);
            var between = unread[at..].IndexOfAnyExcept("\r\n\0"u8);
            if (between < 0)
            {
                return unread.Length;
            }

            at += between;
            var taken = Take(unread[at..], at, isOver, messages);
            if (taken == 0)
            {
                break;
            }

            at += taken;
            _searched = 0;
        }

        return at;
    }

    private int Skip(ReadOnlySpan<byte> unread)
    {
        var at = (int)Math.Min(_bytesToSkip, unread.Length);
        _bytesToSkip -= at;
        if (_skipsLine)
        {
            var end = unread[at..].IndexOfAny((byte)'\n', (byte)0);
            _skipsLine = end < 0;
            at = end < 0 ? unread.Length : at + end;
        }

        return at;
    }

    /// <summary>Takes the message at the beginning, and returns how many bytes it was; 0 while it is not whole.</summary>
    private int Take(ReadOnlySpan<byte> bytes, int at, bool isOver, MessageList messages)
    {
        var digits = bytes[..Math.Min(bytes.Length, MostDigits)].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var mayBeLength = digits != 0 && bytes[0] != (byte)'0';
        if (mayBeLength && !isOver && (digits < 0 ? bytes.Length < MostDigits : bytes.Length < digits + 2))
        {
            return 0;
        }

        // A line may begin with a number too, but then it has no priority after it.
        var isCounted = mayBeLength && digits > 0 && bytes[digits..].StartsWith(" <"u8);
        return isCounted ? TakeCounted(bytes, at, digits, isOver, messages) : TakeLines(bytes, at, isOver, messages);
    }

    private int TakeCounted(ReadOnlySpan<byte> bytes, int at, int digits, bool isOver, MessageList messages)
    {
        _ = Utf8Parser.TryParse(bytes[..digits], out int count, out _);
        var start = digits + 1;
        var length = Math.Min(count, maxBytes + 1);
        if (bytes.Length - start < length && !isOver)
        {
            return 0;
        }

        length = Math.Min(length, bytes.Length - start);
        messages.Add(at + start, length);
        _bytesToSkip = count - length;
        return start + length;
    }

    private int TakeLines(ReadOnlySpan<byte> bytes, int at, bool isOver, MessageList messages)
    {
        var merges = multiLine && bytes[0] == (byte)'<';
        for (var line = 0; ; )
        {
            var from = Math.Max(line, _searched);
            var found = bytes[from..].IndexOfAny((byte)'\n', (byte)0);
            var end = found < 0 ? bytes.Length : from + found;
            if (end > maxBytes)
            {
                return TakeTooLong(line, at, messages);
            }

            if (found < 0 && !isOver)
            {
                _searched = line == 0 ? end : 0;
                return 0;
            }

            var rest = found < 0 ? default : bytes[(end + 1)..];
            if (merges && found >= 0 && bytes[end] == (byte)'\n' && !BeginsMessage(rest))
            {
                var isUndecided = rest.IsEmpty || rest.SequenceEqual("<"u8);
                if (!isUndecided)
                {
                    line = end + 1;
                    continue;
                }

                if (!isOver)
                {
                    WaitsForSilence = true;
                    return 0;
                }
            }

            messages.Add(at, end);
            return Math.Min(end + 1, bytes.Length);
        }
    }

    // The lines before may be a message that is not too long; the one that makes it so then begins another.
    private int TakeTooLong(int line, int at, MessageList messages)
    {
        if (line > 0)
        {
            messages.Add(at, line - 1);
            return line;
        }

        messages.Add(at, maxBytes + 1);
        _skipsLine = true;
        return maxBytes + 1;
    }

    private static bool BeginsMessage(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 1 && bytes[0] == (byte)'<' && char.IsAsciiDigit((char)bytes[1]);
}
