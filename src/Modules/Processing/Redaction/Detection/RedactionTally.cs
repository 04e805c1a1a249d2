using System.Buffers.Text;
using System.Numerics;
using System.Runtime.InteropServices;
using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>What was replaced in one record: how much, and of which kinds. Never the values.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct RedactionTally
{
    private static readonly ReadOnlyMemory<byte> CountName = "monolith.redactions"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> KindsName = "monolith.redacted"u8.ToArray();

    private static readonly ReadOnlyMemory<byte> Digits = "0123456789"u8.ToArray();

    private const int MaxDigits = 20;

    private uint _kinds;

    /// <summary>How many values were replaced.</summary>
    public int Count { get; private set; }

    /// <summary>Whether an attribute was seen that another stage left.</summary>
    public bool MayBeMarked { get; set; }

    /// <summary>Whether a name is one of those that the stage writes.</summary>
    public static bool IsMark(ReadOnlySpan<byte> name) =>
        name.SequenceEqual(CountName.Span) || name.SequenceEqual(KindsName.Span);

    /// <summary>One more value of a kind was replaced.</summary>
    public void Add(byte kind)
    {
        _kinds |= 1u << kind;
        Count++;
    }

    /// <summary>Leaves what was counted on the record, added to what another stage left there.</summary>
    public readonly void Mark(AttributeList attributes, DetectionRules rules, ScratchBuffer scratch)
    {
        if (Count == 0)
        {
            return;
        }

        var count = MayBeMarked ? attributes.IndexOf(CountName.Span) : -1;
        var kinds = MayBeMarked ? attributes.IndexOf(KindsName.Span) : -1;
        var isCounted = Utf8Parser.TryParse(
            count < 0 ? default : attributes.Items[count].Value.Span,
            out int before,
            out _
        );
        Set(attributes, count, CountName, Number(Count + (isCounted ? (long)before : 0), scratch));
        Set(
            attributes,
            kinds,
            KindsName,
            Names(kinds < 0 ? default : attributes.Items[kinds].Value.Span, rules, scratch)
        );
    }

    private static ReadOnlyMemory<byte> Number(long number, ScratchBuffer scratch)
    {
        // Most records have one or two values; a client that writes the mark itself may have said anything.
        if (number >= 0 && number < Digits.Length)
        {
            return Digits.Slice((int)number, 1);
        }

        var text = scratch.Take(MaxDigits);
        Utf8Formatter.TryFormat(number, text.Span, out var digits);
        scratch.Return(MaxDigits - digits);
        return text[..digits];
    }

    private static void Set(AttributeList attributes, int place, ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value)
    {
        if (place >= 0)
        {
            attributes.SetValue(place, value);
        }
        else
        {
            attributes.Add(name, value);
        }
    }

    private readonly ReadOnlyMemory<byte> Names(ReadOnlySpan<byte> before, DetectionRules rules, ScratchBuffer scratch)
    {
        if (before.IsEmpty && rules.TryNames(_kinds, out var known))
        {
            return known;
        }

        var most = before.Length + BitOperations.PopCount(_kinds) * (Tokens.TokenKind.MaxName + 1);
        var names = scratch.Take(most);
        before.CopyTo(names.Span);
        var length = before.Length;
        for (var kinds = _kinds; kinds != 0; kinds &= kinds - 1)
        {
            var name = rules.TokenOf((byte)BitOperations.TrailingZeroCount(kinds)).Utf8;
            if (before.IndexOf(name) >= 0)
            {
                continue;
            }

            if (length > 0)
            {
                names.Span[length++] = (byte)',';
            }

            name.CopyTo(names.Span[length..]);
            length += name.Length;
        }

        scratch.Return(most - length);
        return names[..length];
    }
}
