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

    private const int MaxDigits = 20;

    private uint _kinds;

    /// <summary>How many values were replaced.</summary>
    public int Count { get; private set; }

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

        var place = attributes.IndexOf(CountName.Span);
        var isCounted = Utf8Parser.TryParse(
            place < 0 ? default : attributes.Items[place].Value.Span,
            out int before,
            out _
        );
        var number = scratch.Take(MaxDigits);
        Utf8Formatter.TryFormat(Count + (isCounted ? (long)before : 0), number.Span, out var digits);
        scratch.Return(MaxDigits - digits);
        Set(attributes, place, CountName, number[..digits]);

        place = attributes.IndexOf(KindsName.Span);
        Set(
            attributes,
            place,
            KindsName,
            Names(place < 0 ? default : attributes.Items[place].Value.Span, rules, scratch)
        );
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
