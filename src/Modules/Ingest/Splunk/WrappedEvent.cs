using Monolith.Ingest.Json;
using Monolith.Platform.Buffers;
using Monolith.Platform.Json;

namespace Monolith.Ingest.Splunk;

/// <summary>
/// Some clients put the record that they were given under a name of theirs: Docker's driver under <c>line</c>, Splunk's own
/// loggers under <c>message</c>. What stands there is the record itself, and what stands beside it belongs to it.
/// </summary>
internal static class WrappedEvent
{
    /// <summary>The event with the wrapped object's fields in the place of the object; the event itself when there is none.</summary>
    /// <param name="json">The event, an object. If it is broken, it comes back as it is.</param>
    /// <param name="scratch">Memory for an event that must be written anew.</param>
    public static ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> json, ScratchBuffer scratch)
    {
        // As those clients write it. A glance is enough for all other events.
        var text = json.Span;
        if (text.IndexOf("\"line\":{"u8) < 0 && text.IndexOf("\"message\":{"u8) < 0)
        {
            return json;
        }

        if (!TryFind(text, out var property, out var fields))
        {
            return json;
        }

        var inner = text[fields];
        var rest = text[property.End..];
        var unwrapped = scratch.Take(property.Start.Value + inner.Length + rest.Length);
        text[..property.Start].CopyTo(unwrapped.Span);
        inner.CopyTo(unwrapped.Span[property.Start.Value..]);
        rest.CopyTo(unwrapped.Span[(property.Start.Value + inner.Length)..]);
        return unwrapped;
    }

    /// <param name="text">The event.</param>
    /// <param name="property">Where the name and the object lie.</param>
    /// <param name="fields">Where the object's fields lie, without its braces.</param>
    private static bool TryFind(ReadOnlySpan<byte> text, out Range property, out Range fields)
    {
        (property, fields) = (default, default);
        var scanner = new JsonScanner(text, 1, linesEnd: false);
        while (true)
        {
            scanner.SkipSpace();
            var start = scanner.At;
            if (!scanner.TryTakeName(out var name))
            {
                return false;
            }

            var value = scanner.At;
            var isObject = scanner.Next == (byte)'{';
            if (!(isObject || scanner.Next == (byte)'[' ? scanner.TryPassNested() : scanner.TryTakeScalar(out _)))
            {
                return false;
            }

            if (isObject && IsWrapper(text.Slice(name.Start, name.Length)))
            {
                (property, fields) = (start..scanner.At, (value + 1)..(scanner.At - 1));
                return text[scanner.At - 1] == (byte)'}' && text[fields].IndexOfAnyExcept(" \t\r\n"u8) >= 0;
            }

            scanner.SkipSpace();
            if (!scanner.TryTake((byte)',', ""))
            {
                return false;
            }
        }
    }

    private static bool IsWrapper(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("line"u8) || name.SequenceEqual("message"u8);
}
