namespace Monolith.Processing.Parsing.Formats;

/// <summary>
/// A stack trace of .NET, Java, Python, Node or Go in a text of several lines: what was thrown, what it says, the trace, and a
/// fingerprint that is the same wherever the same frames failed, whatever the numbers of lines and the message.
/// </summary>
internal sealed class StackTraceFormat : ITextFormat
{
    private const string NoTrace = "The text holds no stack trace.";

    private static readonly ReadOnlyMemory<byte> TypeName = "exception.type"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> MessageName = "exception.message"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> TraceName = "exception.stacktrace"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> FingerprintName = "exception.fingerprint"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> BodyName = "message"u8.ToArray();

    public string? Parse(ReadOnlyMemory<byte> text, in ParsedFields fields)
    {
        var trace = StackTrace.Find(text);
        if (trace.Whole.IsEmpty)
        {
            return NoTrace;
        }

        var fingerprint = fields.Scratch.Take(sizeof(ulong) * 2);
        trace.Fingerprint.TryFormat(fingerprint.Span, out _, "x16");
        var before = text[..(text.Length - trace.FromStart.Length)].Trim(" \t\r\n:"u8);
        var hasRoom =
            (trace.Type.IsEmpty || fields.Add(TypeName, trace.Type))
            && (trace.Message.IsEmpty || fields.Add(MessageName, trace.Message))
            && fields.Add(TraceName, trace.Whole)
            && fields.Add(FingerprintName, fingerprint)
            && (before.IsEmpty || fields.Add(BodyName, before));
        return hasRoom ? null : ParsedFields.TooMany;
    }
}
