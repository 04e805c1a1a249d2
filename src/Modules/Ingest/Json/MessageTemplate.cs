using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;

namespace Monolith.Ingest.Json;

/// <summary>Renders the message templates that Serilog sends instead of messages: <c>Order {Id} paid by {@User}</c>.</summary>
internal static class MessageTemplate
{
    /// <summary>
    /// The message: each hole holds the attribute of its name, as text. A hole without an attribute stays as it is written;
    /// alignment and format are the client's business and are left out.
    /// </summary>
    public static ReadOnlyMemory<byte> Render(
        ReadOnlyMemory<byte> template,
        AttributeList attributes,
        ScratchBuffer scratch
    )
    {
        if (template.Span.IndexOfAny((byte)'{', (byte)'}') < 0)
        {
            return template;
        }

        var length = Write(template.Span, attributes, default);
        var message = scratch.Take(length);
        Write(template.Span, attributes, message.Span);
        return message;
    }

    /// <summary>Writes the message, or only measures it when the target is empty.</summary>
    private static int Write(ReadOnlySpan<byte> template, AttributeList attributes, Span<byte> target)
    {
        var length = 0;
        while (!template.IsEmpty)
        {
            var brace = template.IndexOfAny((byte)'{', (byte)'}');
            var plain = brace < 0 ? template.Length : brace;
            length += Put(template[..plain], target, length);
            template = template[plain..];
            if (template.IsEmpty)
            {
                break;
            }

            // A doubled brace stands for itself.
            var isDoubled = template.Length > 1 && template[1] == template[0];
            var end = template.IndexOf((byte)'}');
            if (isDoubled || template[0] == (byte)'}' || end < 0)
            {
                length += Put(template[..1], target, length);
                template = template[(isDoubled ? 2 : 1)..];
                continue;
            }

            var hole = template[..(end + 1)];
            length += Put(TryFind(attributes, NameOf(hole), out var value) ? value : hole, target, length);
            template = template[(end + 1)..];
        }

        return length;
    }

    private static int Put(ReadOnlySpan<byte> text, Span<byte> target, int at)
    {
        if (!target.IsEmpty)
        {
            text.CopyTo(target[at..]);
        }

        return text.Length;
    }

    // {Name}, {@Name}, {$Name}, {Name,10}, {Name:000}
    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> hole)
    {
        var name = hole[1..^1].TrimStart("@$"u8);
        var end = name.IndexOfAny((byte)',', (byte)':');
        return end < 0 ? name : name[..end];
    }

    private static bool TryFind(AttributeList attributes, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        foreach (var attribute in attributes.Items)
        {
            if (attribute.Key.Span.SequenceEqual(name))
            {
                value = attribute.Value.Span;
                return true;
            }
        }

        value = default;
        return false;
    }
}
