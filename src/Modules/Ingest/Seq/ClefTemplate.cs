using System.Buffers.Text;
using System.Text;
using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;

namespace Monolith.Ingest.Seq;

/// <summary>
/// Renders a message template (messagetemplates.org): <c>{Name}</c>, <c>{@Name}</c>, <c>{$Name}</c>, aligned
/// <c>{Name,-10}</c>, formatted <c>{Name:0.00}</c>, and doubled braces.
/// </summary>
/// <param name="template">The template.</param>
/// <param name="properties">What its holes are filled with, by name.</param>
/// <param name="renderings">
/// How the client has rendered the holes that have a format, in their order; a key, if there is one, is the hole's name.
/// </param>
internal readonly ref struct ClefTemplate(
    ReadOnlyMemory<byte> template,
    AttributeList properties,
    AttributeList renderings
)
{
    // An alignment is for columns of a terminal. Without a bound one hole could ask for all memory that there is.
    private const int WidestAlignment = 1_000;

    // Renderings beyond are not looked for: one bit is kept for each.
    private const int MostRenderings = 64;

    /// <summary>
    /// The message. A hole without a property stays as it is written; one whose format the client did not render holds the
    /// value as it was sent.
    /// </summary>
    public ReadOnlyMemory<byte> Render(ScratchBuffer scratch)
    {
        if (template.Span.IndexOfAny((byte)'{', (byte)'}') < 0)
        {
            return template;
        }

        var message = scratch.Take(Write(default));
        Write(message.Span);
        return message;
    }

    /// <summary>Writes the message, or only measures it when the target is empty.</summary>
    private int Write(Span<byte> target)
    {
        var (written, used) = (0, 0UL);
        for (var rest = template.Span; !rest.IsEmpty; )
        {
            var brace = rest.IndexOfAny((byte)'{', (byte)'}');
            var plain = brace < 0 ? rest.Length : brace;
            written += Put(rest[..plain], target, written);
            rest = rest[plain..];
            if (rest.IsEmpty)
            {
                break;
            }

            // A doubled brace stands for itself.
            var isDoubled = rest.Length > 1 && rest[1] == rest[0];
            var end = rest.IndexOf((byte)'}');
            if (isDoubled || rest[0] == (byte)'}' || end < 0)
            {
                written += Put(rest[..1], target, written);
                rest = rest[(isDoubled ? 2 : 1)..];
                continue;
            }

            written += WriteHole(rest[..(end + 1)], ref used, target, written);
            rest = rest[(end + 1)..];
        }

        return written;
    }

    private int WriteHole(ReadOnlySpan<byte> hole, ref ulong used, Span<byte> target, int at)
    {
        var name = hole[1..^1].TrimStart("@$"u8);
        var colon = name.IndexOf((byte)':');
        var hasFormat = colon >= 0;
        name = hasFormat ? name[..colon] : name;
        var comma = name.IndexOf((byte)',');
        var alignment = comma >= 0 ? name[(comma + 1)..] : default;
        name = comma >= 0 ? name[..comma] : name;
        if (!(hasFormat && TryUseRendering(name, ref used, out var value)) && !TryFind(properties, name, out value))
        {
            return Put(hole, target, at);
        }

        return Align(value, alignment, target, at);
    }

    private bool TryUseRendering(ReadOnlySpan<byte> name, ref ulong used, out ReadOnlySpan<byte> value)
    {
        var items = renderings.Items;
        for (var i = 0; i < Math.Min(items.Length, MostRenderings); i++)
        {
            var isFree = ((used >> i) & 1) == 0;
            if (isFree && (items[i].Key.IsEmpty || items[i].Key.Span.SequenceEqual(name)))
            {
                used |= 1UL << i;
                value = items[i].Value.Span;
                return true;
            }
        }

        value = default;
        return false;
    }

    private static bool TryFind(AttributeList properties, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        foreach (var property in properties.Items)
        {
            if (property.Key.Span.SequenceEqual(name))
            {
                value = property.Value.Span;
                return true;
            }
        }

        value = default;
        return false;
    }

    // To the right, or to the left where the number is negative.
    private static int Align(ReadOnlySpan<byte> value, ReadOnlySpan<byte> alignment, Span<byte> target, int at)
    {
        var isWidth =
            Utf8Parser.TryParse(alignment, out int width, out var read)
            && read == alignment.Length
            && width is >= -WidestAlignment and <= WidestAlignment;
        var spaces = isWidth ? Math.Max(0, Math.Abs(width) - Encoding.UTF8.GetCharCount(value)) : 0;
        var before = width > 0 ? spaces : 0;
        if (!target.IsEmpty)
        {
            target.Slice(at, before).Fill((byte)' ');
            target.Slice(at + before + value.Length, spaces - before).Fill((byte)' ');
        }

        Put(value, target, at + before);
        return spaces + value.Length;
    }

    private static int Put(ReadOnlySpan<byte> text, Span<byte> target, int at)
    {
        if (!target.IsEmpty)
        {
            text.CopyTo(target[at..]);
        }

        return text.Length;
    }
}
