using System.Buffers;

namespace Monolith.Processing.Parsing.Formats;

/// <summary>A stack trace in a text: its parts are slices of it. Found in one pass over the lines.</summary>
internal readonly struct StackTrace
{
    // More frames do not tell two failures apart any better, and recursion has thousands.
    private const int MaxFrames = 64;

    private static readonly SearchValues<byte> PartsOfTypes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.$`+"u8
    );

    private StackTrace(
        ReadOnlyMemory<byte> fromStart,
        ReadOnlyMemory<byte> type,
        ReadOnlyMemory<byte> message,
        ulong fingerprint
    ) => (FromStart, Type, Message, Fingerprint) = (fromStart, type, message, fingerprint);

    /// <summary>Everything from the first line of the trace on.</summary>
    public ReadOnlyMemory<byte> FromStart { get; }

    /// <summary>The trace; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Whole => FromStart.TrimEnd(" \t\r\n"u8);

    /// <summary>What was thrown.</summary>
    public ReadOnlyMemory<byte> Type { get; }

    /// <summary>What it says.</summary>
    public ReadOnlyMemory<byte> Message { get; }

    /// <summary>The hash of the type and the frames, without anything that differs between builds and runs.</summary>
    public ulong Fingerprint { get; }

    /// <summary>Finds the first trace in a text.</summary>
    public static StackTrace Find(ReadOnlyMemory<byte> text)
    {
        var lines = new LineReader(text);
        var header = default(Header);
        while (lines.TryNext(out var line, out var start))
        {
            var bytes = line.Span.Trim(" \t\r"u8);
            if (bytes.StartsWith("Traceback (most recent call last)"u8))
            {
                return OfPython(text[start..], lines);
            }

            if (bytes.StartsWith("panic: "u8) || bytes.StartsWith("fatal error: "u8))
            {
                return OfGo(text[start..], line);
            }

            if (IsFrame(bytes))
            {
                // A frame without anything that was thrown before it: a dump of a thread.
                return OfFrames(header.IsFound ? text[header.Start..] : text[start..], header, start);
            }

            if (!header.IsFound)
            {
                header = Header.Read(line, start);
            }
        }

        return default;
    }

    private static bool IsFrame(ReadOnlySpan<byte> line) =>
        line.StartsWith("at "u8) && (line.IndexOfAny((byte)'(', (byte)'.') > 0 || line.EndsWith("<anonymous>"u8));

    // Type: message, over several lines, then "at frame" for each. So write .NET, Java and Node.
    private static StackTrace OfFrames(ReadOnlyMemory<byte> trace, in Header header, int firstFrame)
    {
        var hash = new Hash64();
        hash.Add(header.Type.Span);
        var lines = new LineReader(trace);
        for (var frames = 0; frames < MaxFrames && lines.TryNext(out var line, out _); )
        {
            var bytes = line.Span.Trim(" \t\r"u8);
            if (IsFrame(bytes))
            {
                AddFrame(ref hash, FunctionOf(bytes["at "u8.Length..]));
                frames++;
            }
            else if (bytes.StartsWith("Caused by: "u8))
            {
                AddFrame(ref hash, TypeOf(bytes["Caused by: "u8.Length..]));
            }
        }

        var message = header.IsFound
            ? trace[header.MessageOffset..(firstFrame - header.Start)].Trim(" \t\r\n"u8)
            : default;
        return new StackTrace(trace, header.Type, message, hash.Value);
    }

    // The frames come first, two lines each; what was raised is the first line that is not indented.
    private static StackTrace OfPython(ReadOnlyMemory<byte> trace, LineReader lines)
    {
        var hash = new Hash64();
        var frames = 0;
        while (lines.TryNext(out var line, out _))
        {
            var bytes = line.Span;
            var plain = bytes.Trim(" \t\r"u8);
            if (plain.StartsWith("File \""u8))
            {
                if (frames++ < MaxFrames)
                {
                    AddPythonFrame(ref hash, plain);
                }
            }
            else if (!plain.IsEmpty && bytes[0] is not ((byte)' ' or (byte)'\t'))
            {
                var type = TypeOf(bytes);
                hash.Add(type);
                var message = line[type.Length..].TrimStart(": "u8).TrimEnd((byte)'\r');
                return new StackTrace(trace, line[..type.Length], message, hash.Value);
            }
        }

        return new StackTrace(trace, default, default, hash.Value);
    }

    // panic: message, then goroutines: a function, and on the next line its place.
    private static StackTrace OfGo(ReadOnlyMemory<byte> trace, ReadOnlyMemory<byte> first)
    {
        var colon = first.Span.IndexOf((byte)':');
        var type = first[..colon].TrimStart(" \t"u8);
        var message = first[(colon + 1)..].Trim(" \t\r"u8);

        // What was recovered and thrown again, and what the runtime itself says, has a type of its own.
        if (message.Span.StartsWith("runtime error: "u8))
        {
            type = message[.."runtime error".Length];
            message = message["runtime error: ".Length..];
        }

        var hash = new Hash64();
        hash.Add(type.Span);
        var lines = new LineReader(trace);
        var isInFirst = false;
        for (var frames = 0; frames < MaxFrames && lines.TryNext(out var line, out _); )
        {
            var bytes = line.Span.TrimEnd((byte)'\r');
            if (bytes.StartsWith("goroutine "u8))
            {
                if (isInFirst)
                {
                    break;
                }

                isInFirst = true;
            }
            else if (isInFirst && !bytes.IsEmpty && bytes[0] != (byte)'\t' && bytes[^1] == (byte)')')
            {
                AddFrame(ref hash, bytes[..bytes.LastIndexOf((byte)'(')]);
                frames++;
            }
        }

        return new StackTrace(trace, type, message, hash.Value);
    }

    // Ns.Type.Method(String name) in /src/File.cs:line 12; com.shop.Cart.add(Cart.java:12); async fn (/app/x.js:1:2); /app/x.js:1:2
    private static ReadOnlySpan<byte> FunctionOf(ReadOnlySpan<byte> frame)
    {
        var end = frame.IndexOf((byte)'(');
        if (end > 0)
        {
            return frame[..end].TrimEnd((byte)' ');
        }

        // A place alone: its file is what stays the same.
        var slash = frame.LastIndexOfAny((byte)'/', (byte)'\\');
        return frame[(slash + 1)..];
    }

    // File "/app/shop.py", line 12, in checkout
    private static void AddPythonFrame(ref Hash64 hash, ReadOnlySpan<byte> frame)
    {
        var path = frame["File \""u8.Length..];
        var end = path.IndexOf((byte)'"');
        path = end < 0 ? path : path[..end];
        AddFrame(ref hash, path[(path.LastIndexOfAny((byte)'/', (byte)'\\') + 1)..]);
        var function = frame.LastIndexOf(", in "u8);
        if (function > 0)
        {
            AddFrame(ref hash, frame[(function + ", in "u8.Length)..]);
        }
    }

    // Compilers number what they make: <Run>d__12, lambda$3, $$FastClass$$5.
    private static void AddFrame(ref Hash64 hash, ReadOnlySpan<byte> function)
    {
        while (!function.IsEmpty)
        {
            var digits = function.IndexOfAnyInRange((byte)'0', (byte)'9');
            hash.Add(digits < 0 ? function : function[..digits]);
            if (digits < 0)
            {
                return;
            }

            function = function[digits..];
            var rest = function.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            function = rest < 0 ? default : function[rest..];
        }
    }

    private static ReadOnlySpan<byte> TypeOf(ReadOnlySpan<byte> line)
    {
        var end = line.IndexOfAnyExcept(PartsOfTypes);
        return end < 0 ? line : line[..end];
    }

    /// <summary>The line that says what was thrown.</summary>
    /// <param name="Start">Where it begins in the text.</param>
    /// <param name="MessageOffset">Where its message begins, counted from there.</param>
    /// <param name="Type">What was thrown.</param>
    private readonly record struct Header(int Start, int MessageOffset, ReadOnlyMemory<byte> Type)
    {
        public bool IsFound => !Type.IsEmpty;

        public static Header Read(ReadOnlyMemory<byte> line, int start)
        {
            var bytes = line.Span;
            var from = PrefixLength(bytes);
            var type = TypeOf(bytes[from..]);
            var end = from + type.Length;

            // Node adds its code: "TypeError [ERR_INVALID_ARG_TYPE]: message".
            var after = bytes[end..].TrimEnd(" \r"u8);
            var isEnd = after.IsEmpty || after[0] == (byte)':' || after.StartsWith(" ["u8);
            return isEnd && IsType(type) ? new Header(start, end + MessageGap(after), line[from..end]) : default;
        }

        private static int MessageGap(ReadOnlySpan<byte> after)
        {
            var colon = after.IndexOf((byte)':');
            return colon < 0 ? after.Length : colon + 1;
        }

        private static int PrefixLength(ReadOnlySpan<byte> line)
        {
            if (line.StartsWith("Unhandled exception. "u8))
            {
                return "Unhandled exception. "u8.Length;
            }

            if (line.StartsWith("Uncaught "u8))
            {
                return "Uncaught "u8.Length;
            }

            if (!line.StartsWith("Exception in thread \""u8))
            {
                return 0;
            }

            var end = line.IndexOf("\" "u8);
            return end < 0 ? 0 : end + 2;
        }

        // Namespaces have dots; what has none is known by how such names end.
        private static bool IsType(ReadOnlySpan<byte> type) =>
            type.Length > 2
            && char.IsAsciiLetter((char)type[0])
            && (
                type.EndsWith("Error"u8)
                || type.EndsWith("Exception"u8)
                || type.EndsWith("Throwable"u8)
                || (type[1..^1].Contains((byte)'.') && type[^1] != (byte)'.')
            );
    }
}
