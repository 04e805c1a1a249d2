using System.Buffers;
using System.Globalization;
using System.Text;
using Monolith.Platform.Buffers;
using Monolith.Platform.Language;

namespace Monolith.Processing.Editing;

/// <summary>Writes values in other forms, without allocating.</summary>
internal static class ValueForms
{
    private const int MaxNumberBytes = 64;
    private const int MaxUnits = 16;

    private static readonly SearchValues<byte> InNumber = SearchValues.Create("0123456789."u8);
    private static readonly SearchValues<byte> AfterUnit = SearchValues.Create("0123456789. "u8);

    private static readonly ReadOnlyMemory<byte> True = "true"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> False = "false"u8.ToArray();

    /// <summary>The value in a form; empty when it has none.</summary>
    public static ReadOnlyMemory<byte> Convert(ReadOnlyMemory<byte> value, ValueForm form, ScratchBuffer scratch)
    {
        var trimmed = Trim(value);
        return form switch
        {
            ValueForm.Number => ToNumber(trimmed.Span, isWhole: false, scratch),
            ValueForm.Integer => ToNumber(trimmed.Span, isWhole: true, scratch),
            ValueForm.Boolean => ToBoolean(trimmed.Span),
            ValueForm.Timestamp => ToTimestamp(trimmed.Span, scratch),
            ValueForm.Milliseconds => ToMilliseconds(trimmed.Span, scratch),
            ValueForm.Lower => ToCase(value.Span, isUpper: false, scratch),
            ValueForm.Upper => ToCase(value.Span, isUpper: true, scratch),
            ValueForm.Trim => trimmed,
            _ => throw new ArgumentOutOfRangeException(nameof(form), form, null),
        };
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> value)
    {
        var range = Ascii.Trim(value.Span);
        return value[range];
    }

    private static ReadOnlyMemory<byte> ToNumber(ReadOnlySpan<byte> value, bool isWhole, ScratchBuffer scratch)
    {
        // Ids have more digits than a double: a whole number stays one.
        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return Write(whole, scratch);
        }

        if (!LogNumber.TryParse(value, out var number))
        {
            return default;
        }

        if (!isWhole)
        {
            return Write(number, scratch);
        }

        var cut = Math.Truncate(number);
        return Math.Abs(cut) < long.MaxValue ? Write((long)cut, scratch) : default;
    }

    private static ReadOnlyMemory<byte> ToBoolean(ReadOnlySpan<byte> value)
    {
        if (Is(value, "true"u8) || Is(value, "yes"u8) || Is(value, "on"u8) || Is(value, "1"u8) || Is(value, "t"u8))
        {
            return True;
        }

        return Is(value, "false"u8) || Is(value, "no"u8) || Is(value, "off"u8) || Is(value, "0"u8) || Is(value, "f"u8)
            ? False
            : default;
    }

    private static bool Is(ReadOnlySpan<byte> value, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(value, word);

    private static ReadOnlyMemory<byte> ToTimestamp(ReadOnlySpan<byte> value, ScratchBuffer scratch)
    {
        if (!UnixNano.TryParse(value, out var unixNano))
        {
            return default;
        }

        var room = scratch.Take(MaxNumberBytes);
        var written = UnixNano.Format(unixNano, room.Span);
        scratch.Return(MaxNumberBytes - written);
        return room[..written];
    }

    /// <summary>Adds up numbers with units, as loggers write how long something took. A number alone is in milliseconds.</summary>
    private static ReadOnlyMemory<byte> ToMilliseconds(ReadOnlySpan<byte> value, ScratchBuffer scratch)
    {
        var sum = 0.0;
        for (var units = 0; !value.IsEmpty && units < MaxUnits; units++)
        {
            var digits = value.IndexOfAnyExcept(InNumber);
            digits = digits < 0 ? value.Length : digits;
            if (!LogNumber.TryParse(value[..digits], out var number))
            {
                return default;
            }

            value = value[digits..].TrimStart((byte)' ');
            var letters = value.IndexOfAny(AfterUnit);
            letters = letters < 0 ? value.Length : letters;
            if (MillisecondsOf(value[..letters], isAlone: units == 0 && letters == value.Length) is not { } unit)
            {
                return default;
            }

            sum += number * unit;
            value = value[letters..].TrimStart((byte)' ');
        }

        return value.IsEmpty ? Write(sum, scratch) : default;
    }

    private static double? MillisecondsOf(ReadOnlySpan<byte> unit, bool isAlone) =>
        unit switch
        {
            [] when isAlone => 1,
            [(byte)'m', (byte)'s'] => 1,
            [(byte)'s'] => 1_000,
            [(byte)'m'] => 60_000,
            [(byte)'h'] => 3_600_000,
            [(byte)'d'] => 86_400_000,
            [(byte)'u', (byte)'s'] => 0.001,
            [(byte)'n', (byte)'s'] => 0.000_001,
            _ when unit.SequenceEqual("µs"u8) => 0.001,
            _ => null,
        };

    private static ReadOnlyMemory<byte> ToCase(ReadOnlySpan<byte> value, bool isUpper, ScratchBuffer scratch)
    {
        if (Ascii.IsValid(value))
        {
            var same = scratch.Take(value.Length);
            _ = isUpper ? Ascii.ToUpper(value, same.Span, out _) : Ascii.ToLower(value, same.Span, out _);
            return same;
        }

        // A letter in the other case may take more bytes: at most three for each of its own.
        var room = scratch.Take(value.Length * 3);
        var written = 0;
        while (!value.IsEmpty)
        {
            Rune.DecodeFromUtf8(value, out var rune, out var read);
            var other = isUpper ? Rune.ToUpperInvariant(rune) : Rune.ToLowerInvariant(rune);
            written += other.EncodeToUtf8(room.Span[written..]);
            value = value[read..];
        }

        scratch.Return(room.Length - written);
        return room[..written];
    }

    private static ReadOnlyMemory<byte> Write(double number, ScratchBuffer scratch)
    {
        var room = scratch.Take(MaxNumberBytes);
        number.TryFormat(room.Span, out var written, "R", CultureInfo.InvariantCulture);
        scratch.Return(MaxNumberBytes - written);
        return room[..written];
    }

    private static ReadOnlyMemory<byte> Write(long number, ScratchBuffer scratch)
    {
        var room = scratch.Take(MaxNumberBytes);
        number.TryFormat(room.Span, out var written, default, CultureInfo.InvariantCulture);
        scratch.Return(MaxNumberBytes - written);
        return room[..written];
    }
}
