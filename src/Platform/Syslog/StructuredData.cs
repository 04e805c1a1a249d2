using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;

namespace Monolith.Platform.Syslog;

/// <summary>Reads RFC 5424's structured data: <c>[id name="value" name="value"][id]</c>.</summary>
public static class StructuredData
{
    private static ReadOnlySpan<byte> Prefix => "syslog.sd."u8;

    /// <summary>How long the structured data at the beginning are; 0 when there are none, or they are broken.</summary>
    public static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && bytes[at] == (byte)'[')
        {
            var length = LengthOfElement(bytes[at..]);
            if (length == 0)
            {
                return 0;
            }

            at += length;
        }

        // What follows without a space belongs to no structured data.
        return at == bytes.Length || bytes[at] == (byte)' ' ? at : 0;
    }

    /// <summary>Adds each value as the attribute <c>syslog.sd.ID.NAME</c>, and an element without values as an empty one.</summary>
    /// <param name="data">Structured data whose length was found by <see cref="LengthOf"/>.</param>
    /// <param name="attributes">Where they go.</param>
    /// <param name="scratch">Where names and values that must be rewritten lie.</param>
    public static void Add(ReadOnlyMemory<byte> data, AttributeList attributes, ScratchBuffer scratch)
    {
        while (!data.IsEmpty)
        {
            var length = LengthOfElement(data.Span);
            AddElement(data[1..(length - 1)], attributes, scratch);
            data = data[length..];
        }
    }

    private static void AddElement(ReadOnlyMemory<byte> element, AttributeList attributes, ScratchBuffer scratch)
    {
        var end = element.Span.IndexOf((byte)' ');
        var id = end < 0 ? element : element[..end];
        var rest = element[id.Length..].TrimStart((byte)' ');
        if (rest.IsEmpty)
        {
            attributes.Add(Name(id.Span, default, scratch), default);
            return;
        }

        while (!rest.IsEmpty)
        {
            var equals = rest.Span.IndexOf((byte)'=');
            var name = rest.Span[..equals];
            var value = rest[(equals + 2)..];
            var length = LengthOfValue(value.Span, out var escaped);
            attributes.Add(
                Name(id.Span, name, scratch),
                escaped ? Unescape(value.Span[..length], scratch) : value[..length]
            );
            rest = value[(length + 1)..].TrimStart((byte)' ');
        }
    }

    private static int LengthOfElement(ReadOnlySpan<byte> bytes)
    {
        // After the bracket and the id: " name="value"" as often as it comes, and a bracket.
        var at = 1 + LengthOfName(bytes[1..]);
        if (at == 1)
        {
            return 0;
        }

        while (at < bytes.Length && bytes[at] == (byte)' ')
        {
            at += bytes[at..].IndexOfAnyExcept((byte)' ') is var spaces && spaces > 0 ? spaces : 1;
            if (at < bytes.Length && bytes[at] == (byte)']')
            {
                break;
            }

            var name = LengthOfName(bytes[at..]);
            at += name;
            if (name == 0 || !bytes[at..].StartsWith("=\""u8))
            {
                return 0;
            }

            at += 2;
            at += LengthOfValue(bytes[at..], out _) + 1;
        }

        return at < bytes.Length && bytes[at] == (byte)']' ? at + 1 : 0;
    }

    private static int LengthOfName(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny(" =]\""u8);
        return end < 0 ? 0 : end;
    }

    /// <summary>How long the value is, up to its quote; all that there is when it does not end.</summary>
    private static int LengthOfValue(ReadOnlySpan<byte> bytes, out bool escaped)
    {
        escaped = false;
        for (var at = 0; at < bytes.Length; at += 2)
        {
            var found = bytes[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0)
            {
                break;
            }

            at += found;
            if (bytes[at] == (byte)'"')
            {
                return at;
            }

            escaped = true;
        }

        return bytes.Length;
    }

    // Only quote, backslash and bracket are escaped; another backslash stands for itself.
    private static ReadOnlyMemory<byte> Unescape(ReadOnlySpan<byte> value, ScratchBuffer scratch)
    {
        var plain = scratch.Take(value.Length);
        var target = plain.Span;
        var written = 0;
        for (var at = 0; at < value.Length; at++)
        {
            var isEscape =
                value[at] == (byte)'\\'
                && at + 1 < value.Length
                && value[at + 1] is (byte)'"' or (byte)'\\' or (byte)']';
            at += isEscape ? 1 : 0;
            target[written++] = value[at];
        }

        scratch.Return(value.Length - written);
        return plain[..written];
    }

    private static ReadOnlyMemory<byte> Name(ReadOnlySpan<byte> id, ReadOnlySpan<byte> name, ScratchBuffer scratch)
    {
        var length = Prefix.Length + id.Length + (name.IsEmpty ? 0 : 1 + name.Length);
        var joined = scratch.Take(length);
        var target = joined.Span;
        Prefix.CopyTo(target);
        id.CopyTo(target[Prefix.Length..]);
        if (!name.IsEmpty)
        {
            target[Prefix.Length + id.Length] = (byte)'.';
            name.CopyTo(target[(Prefix.Length + id.Length + 1)..]);
        }

        return joined;
    }
}
