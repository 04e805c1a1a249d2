namespace Monolith.Processing.Redaction.Detection.Detectors;

/// <summary>The groups of digits that a long number is written in: <c>+44</c>, <c>20</c>, <c>7946</c>, <c>0958</c>.</summary>
internal readonly ref struct NumberGroups
{
    /// <summary>No number has more.</summary>
    public const int Max = 8;

    private const int LongestGap = 2;

    private readonly ReadOnlySpan<byte> _text;
    private readonly Span<int> _starts;
    private readonly Span<int> _lengths;

    /// <summary>Reads the groups that begin at a digit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The first digit.</param>
    /// <param name="most">How many groups to read at most.</param>
    /// <param name="memory">Room for twice <see cref="Max"/> numbers.</param>
    public NumberGroups(ReadOnlySpan<byte> text, int at, int most, Span<int> memory)
    {
        _text = text;
        _starts = memory[..Max];
        _lengths = memory[Max..];
        var count = 0;
        while (count < most)
        {
            var end = at;
            while (end < text.Length && Ascii.IsDigit(text[end]))
            {
                end++;
            }

            _starts[count] = at;
            _lengths[count++] = end - at;
            var gap = 0;
            while (gap < LongestGap && IsSeparator(Ascii.At(text, end + gap)))
            {
                gap++;
            }

            if (gap == 0 || !Ascii.IsDigit(Ascii.At(text, end + gap)))
            {
                break;
            }

            at = end + gap;
        }

        Count = count;
    }

    /// <summary>How many groups there are.</summary>
    public int Count { get; }

    /// <summary>The number that was read.</summary>
    public ReadOnlySpan<byte> Text => _text;

    /// <summary>Where a group begins.</summary>
    public int Start(int group) => _starts[group];

    /// <summary>Where a group ends.</summary>
    public int End(int group) => _starts[group] + _lengths[group];

    /// <summary>How many digits a group has; 0 when there is none.</summary>
    public int Length(int group) => group < Count ? _lengths[group] : 0;

    /// <summary>The digits of a group.</summary>
    public ReadOnlySpan<byte> Digits(int group) => _text.Slice(_starts[group], _lengths[group]);

    /// <summary>The first byte after a group.</summary>
    public byte After(int group) => Ascii.At(_text, End(group));

    /// <summary>Whether the groups up to one stand this sign apart, and nothing else.</summary>
    public bool AreApart(int last, byte separator)
    {
        for (var i = 0; i < last; i++)
        {
            if (_starts[i + 1] - End(i) != 1 || After(i) != separator)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the groups have these many digits, with one sign between all of them: a space or a dash.</summary>
    /// <param name="lengths">How many digits each has, as digits: <c>464</c>.</param>
    public bool Are(ReadOnlySpan<byte> lengths)
    {
        if (Count < lengths.Length)
        {
            return false;
        }

        for (var i = 0; i < lengths.Length; i++)
        {
            if (_lengths[i] != lengths[i] - '0')
            {
                return false;
            }
        }

        return AreApart(lengths.Length - 1, (byte)' ') || AreApart(lengths.Length - 1, (byte)'-');
    }

    /// <summary>Puts the digits of the groups up to one together.</summary>
    /// <returns>How many there are.</returns>
    public int Join(int last, Span<byte> digits)
    {
        var count = 0;
        for (var i = 0; i <= last; i++)
        {
            Digits(i).CopyTo(digits[count..]);
            count += _lengths[i];
        }

        return count;
    }

    private static bool IsSeparator(byte value) =>
        value is (byte)' ' or (byte)'-' or (byte)'.' or (byte)'/' or (byte)'(' or (byte)')';
}
