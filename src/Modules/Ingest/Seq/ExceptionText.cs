using System.Buffers;
using Monolith.Platform.Signals;

namespace Monolith.Ingest.Seq;

/// <summary>Takes apart what .NET, Java and JavaScript print of an exception: <c>Type: message</c> and a stack below it.</summary>
internal static class ExceptionText
{
    private static readonly SearchValues<byte> NotInTypes = SearchValues.Create(" \t()/\""u8);
    private static readonly ReadOnlyMemory<byte> TypeName = "exception.type"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> MessageName = "exception.message"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> StackName = "exception.stacktrace"u8.ToArray();

    /// <summary>Adds the whole text, and the type and message if the first line begins as those of an exception do.</summary>
    public static void AddTo(AttributeList attributes, ReadOnlyMemory<byte> text)
    {
        var length = text.Span.IndexOfAny((byte)'\r', (byte)'\n');
        var line = length < 0 ? text : text[..length];
        var colon = line.Span.IndexOf(": "u8);
        if (colon > 0 && line.Span[..colon].IndexOfAny(NotInTypes) < 0)
        {
            attributes.Add(TypeName, line[..colon]);
            attributes.Add(MessageName, line[(colon + 2)..]);
        }

        attributes.Add(StackName, text);
    }
}
