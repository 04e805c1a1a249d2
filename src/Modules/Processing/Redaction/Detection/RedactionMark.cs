using System.Buffers.Text;
using System.Numerics;
using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>The attribute that says of a record what was replaced in it: the kinds, each with how many values it had where there was more than
/// one, as in <c>email(2),ip</c>. In this form no detector takes a kind for a name, or a number for its value.</summary>
internal static class RedactionMark
{
    private static readonly AttributeName Name = AttributeName.Of("monolith.redacted"u8);

    // A number of up to ten digits and another one, in brackets.
    private const int MaxCount = 13;

    /// <summary>Whether an attribute of this name is the mark.</summary>
    public static bool Is(ReadOnlySpan<byte> name) => name.SequenceEqual(Name.Utf8.Span);

    /// <summary>Leaves on a record what was counted, added to what another stage left there.</summary>
    public static void Leave(
        AttributeList attributes,
        ref readonly RedactionTally tally,
        DetectionRules rules,
        ScratchBuffer scratch
    )
    {
        if (tally.Kinds == 0)
        {
            return;
        }

        var place = tally.MayBeMarked ? attributes.IndexOf(Name.Utf8.Span) : -1;
        if (place >= 0)
        {
            attributes.SetValue(place, Write(attributes.Items[place].Value.Span, in tally, rules, scratch));
            return;
        }

        attributes.Add(
            Name,
            tally.Repeated == 0 && rules.TryNames(tally.Kinds, out var usual)
                ? usual
                : Write([], in tally, rules, scratch)
        );
    }

    private static ReadOnlyMemory<byte> Write(
        ReadOnlySpan<byte> before,
        ref readonly RedactionTally tally,
        DetectionRules rules,
        ScratchBuffer scratch
    )
    {
        var most = before.Length + BitOperations.PopCount(tally.Kinds) * (TokenKind.MaxName + MaxCount + 1);
        var written = scratch.Take(most);
        var (kinds, length) = (tally.Kinds, 0);
        if (!before.IsEmpty)
        {
            foreach (var range in before.Split((byte)','))
            {
                var name = NameOf(before[range], out var count);
                var again = Find(name, kinds, rules);
                kinds &= ~again;
                length +=
                    again == 0
                        // Of a kind that was not found again; or whatever a client wrote there itself.
                        ? WriteItem(before[range], 1, written.Span, length)
                        : WriteItem(name, (long)count + tally.CountOf(KindOf(again)), written.Span, length);
            }
        }

        for (; kinds != 0; kinds &= kinds - 1)
        {
            var kind = KindOf(kinds);
            length += WriteItem(rules.TokenOf(kind).Utf8, tally.CountOf(kind), written.Span, length);
        }

        scratch.Return(most - length);
        return written[..length];
    }

    private static byte KindOf(uint kinds) => (byte)BitOperations.TrailingZeroCount(kinds);

    // The bit of the kind that has this name, or none.
    private static uint Find(ReadOnlySpan<byte> name, uint kinds, DetectionRules rules)
    {
        while (kinds != 0 && !name.SequenceEqual(rules.TokenOf(KindOf(kinds)).Utf8))
        {
            kinds &= kinds - 1;
        }

        return kinds & (0 - kinds);
    }

    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> item, out uint count)
    {
        var bracket = item.IndexOf((byte)'(');
        if (
            bracket > 0
            && Utf8Parser.TryParse(item[(bracket + 1)..], out count, out var digits)
            && item[(bracket + 1 + digits)..].SequenceEqual(")"u8)
        )
        {
            return item[..bracket];
        }

        count = 1;
        return item;
    }

    private static int WriteItem(ReadOnlySpan<byte> name, long count, Span<byte> text, int at)
    {
        var start = at;
        if (at > 0)
        {
            text[at++] = (byte)',';
        }

        name.CopyTo(text[at..]);
        at += name.Length;
        if (count > 1)
        {
            text[at++] = (byte)'(';
            Utf8Formatter.TryFormat(count, text[at..], out var digits);
            at += digits;
            text[at++] = (byte)')';
        }

        return at - start;
    }
}
