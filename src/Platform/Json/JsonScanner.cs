using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Monolith.Platform.Json;

/// <summary>
/// Walks JSON text token by token. Strict as RFC 8259, but it never throws: on bad text a method returns false and
/// <see cref="Problem"/> says what was wrong. The bytes must be valid UTF-8.
/// </summary>
/// <remarks>
/// Utf8JsonReader is a fifth slower on log records, and can report bad text only by throwing, which would let a client that
/// sends nothing but bad lines cost hundreds of times what a good one does.
/// </remarks>
public ref struct JsonScanner(ReadOnlySpan<byte> utf8, int start, bool linesEnd)
{
    /// <summary>What is wrong when there are too many levels.</summary>
    public const string TooDeep = "The record is nested too deep.";

    private static readonly SearchValues<byte> StringStops = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(i => (byte)i),
        (byte)'"',
        (byte)'\\',
    ]);

    private readonly ReadOnlySpan<byte> _json = utf8;

    /// <summary>Where the scanner stands.</summary>
    public int At { get; private set; } = start;

    /// <summary>What was wrong, once a method has returned false.</summary>
    public string? Problem { get; private set; }

    /// <summary>The byte that comes next, or 0 at the end.</summary>
    public readonly byte Next
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var text = _json;
            var at = At;
            return (uint)at < (uint)text.Length ? text[at] : (byte)0;
        }
    }

    /// <summary>Steps over white space. The end of the line is none where a record must end with its line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SkipSpace()
    {
        // Loggers write none, so that is asked first and everywhere.
        if (Next <= (byte)' ')
        {
            SkipManySpaces();
        }
    }

    /// <summary>Steps over one byte that must come next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(byte expected, string otherwise)
    {
        if (Next != expected)
        {
            return Fail(otherwise);
        }

        At++;
        return true;
    }

    /// <summary>Steps over a string, from quote to quote.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTakeString(out JsonText text)
    {
        text = default;
        if (!TryTake((byte)'"', "A name or a string must begin with a quote."))
        {
            return false;
        }

        var from = At;
        At = IndexOfStringStop(from);
        if (Next != (byte)'"')
        {
            return TryTakeOddString(from, out text);
        }

        text = new JsonText(from, At - from, Escaped: false);
        At++;
        return true;
    }

    /// <summary>Steps over a number.</summary>
    public bool TryTakeNumber()
    {
        const string NoNumber = "A number is not written as JSON writes it.";
        if (Next == (byte)'-')
        {
            At++;
        }

        // No leading zeros: 0 stands alone.
        if (Next == (byte)'0')
        {
            At++;
        }
        else if (!TryTakeDigits())
        {
            return Fail(NoNumber);
        }

        if (Next == (byte)'.')
        {
            At++;
            if (!TryTakeDigits())
            {
                return Fail(NoNumber);
            }
        }

        if (Next is (byte)'e' or (byte)'E')
        {
            At++;
            if (Next is (byte)'+' or (byte)'-')
            {
                At++;
            }

            if (!TryTakeDigits())
            {
                return Fail(NoNumber);
            }
        }

        return true;
    }

    /// <summary>Steps over <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    public bool TryTakeLiteral()
    {
        var rest = _json[At..];
        var length =
            rest.StartsWith("true"u8) || rest.StartsWith("null"u8) ? 4
            : rest.StartsWith("false"u8) ? 5
            : 0;
        At += length;
        return length > 0 || Fail("A value is missing or is none that JSON has.");
    }

    /// <summary>Steps over a string, number, boolean or null.</summary>
    /// <param name="text">The string without its quotes, or the value as it is written.</param>
    public bool TryTakeScalar(out JsonText text)
    {
        if (Next == (byte)'"')
        {
            return TryTakeString(out text);
        }

        var from = At;
        var taken = Next is (byte)'-' or (>= (byte)'0' and <= (byte)'9') ? TryTakeNumber() : TryTakeLiteral();
        text = new JsonText(from, At - from, Escaped: false);
        return taken;
    }

    /// <summary>Steps over any value, nested ones too.</summary>
    /// <param name="levels">How many levels of objects and arrays it may have.</param>
    /// <param name="tooDeep">True when it has more.</param>
    public bool TryTakeValue(int levels, out bool tooDeep)
    {
        tooDeep = false;
        switch (Next)
        {
            case (byte)'{':
                return TryTakeNested((byte)'}', levels, out tooDeep);
            case (byte)'[':
                return TryTakeNested((byte)']', levels, out tooDeep);
            default:
                return TryTakeScalar(out _);
        }
    }

    /// <summary>Steps over an object or array without looking at what is in it. Its text may turn out to be no JSON.</summary>
    public bool TryPassNested()
    {
        var length = JsonBrackets.LengthOf(_json[At..]);
        At += length;
        return length > 0 || Fail("An object or array does not end.");
    }

    /// <summary>The offset after the value that begins at the given one, found by its brackets alone; -1 when it has no end.</summary>
    public readonly int EndByBrackets(int from)
    {
        var depth = 0;
        var at = from;
        while (at < _json.Length)
        {
            switch (_json[at])
            {
                case (byte)'"':
                    at = EndOfStringLoosely(at + 1);
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    at++;
                    break;
                case (byte)'}' or (byte)']' when depth == 0:
                case (byte)',' when depth == 0:
                    return at;
                case (byte)'}' or (byte)']':
                    depth--;
                    at++;
                    if (depth == 0)
                    {
                        return at;
                    }

                    break;
                default:
                    at++;
                    break;
            }
        }

        return depth == 0 ? at : -1;
    }

    // A string with escapes, or none at all. The scanner stands at the first byte that is not plain.
    private bool TryTakeOddString(int from, out JsonText text)
    {
        text = default;
        while (true)
        {
            switch (Next)
            {
                case (byte)'"':
                    text = new JsonText(from, At - from, Escaped: true);
                    At++;
                    return true;
                case (byte)'\\':
                    if (!TryTakeEscape())
                    {
                        return false;
                    }

                    At = IndexOfStringStop(At);
                    break;
                default:
                    return Fail(
                        At < _json.Length && Next != (byte)'\n'
                            ? "A string holds a control character that is not escaped."
                            : "A string does not end."
                    );
            }
        }
    }

    private void SkipManySpaces()
    {
        while (At < _json.Length && _json[At] <= (byte)' ')
        {
            var space = _json[At];
            if (space is not ((byte)' ' or (byte)'\t' or (byte)'\r') && (linesEnd || space != (byte)'\n'))
            {
                return;
            }

            At++;
        }
    }

    private bool TryTakeNested(byte end, int levels, out bool tooDeep)
    {
        tooDeep = levels == 0;
        if (tooDeep)
        {
            return Fail(TooDeep);
        }

        At++;
        SkipSpace();
        if (Next == end)
        {
            At++;
            return true;
        }

        while (true)
        {
            if (end == (byte)'}' && !TryTakeName(out _))
            {
                return false;
            }

            if (!TryTakeValue(levels - 1, out tooDeep))
            {
                return false;
            }

            SkipSpace();
            if (Next == end)
            {
                At++;
                return true;
            }

            if (!TryTake((byte)',', "A comma or a closing bracket is missing."))
            {
                return false;
            }

            SkipSpace();
        }
    }

    /// <summary>Steps over a property's name, its colon and the space up to its value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTakeName(out JsonText name)
    {
        // As loggers write it, "name":value, it is taken in one step.
        var text = _json;
        var from = At + 1;
        if (Next == (byte)'"')
        {
            var end = IndexOfStringStop(from);
            if (
                (uint)(end + 2) < (uint)text.Length
                && text[end] == (byte)'"'
                && text[end + 1] == (byte)':'
                && text[end + 2] > (byte)' '
            )
            {
                name = new JsonText(from, end - from, Escaped: false);
                At = end + 2;
                return true;
            }
        }

        return TryTakeOddName(out name);
    }

    /// <summary>Steps to where a reader that looked ahead has come.</summary>
    public void MoveTo(int at) => At = at;

    /// <summary>The closing quote of a string that begins at an offset, behind its first quote; -1 when it has escapes, or no end.
    /// Does not step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int EndOfPlainString(int from)
    {
        var end = IndexOfStringStop(from);
        return end < _json.Length && _json[end] == (byte)'"' ? end : -1;
    }

    /// <summary>Where a number ends that begins at an offset; -1 when there is none. Does not step.</summary>
    public readonly int EndOfNumber(int from)
    {
        var ahead = new JsonScanner(_json, from, linesEnd);
        return ahead.TryTakeNumber() ? ahead.At : -1;
    }

    private bool TryTakeOddName(out JsonText name)
    {
        if (!TryTakeString(out name))
        {
            return false;
        }

        SkipSpace();
        if (!TryTake((byte)':', "A colon is missing after a name."))
        {
            return false;
        }

        SkipSpace();
        return true;
    }

    /// <summary>Steps over a comma and the space around it, if that is what comes next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTakeComma()
    {
        SkipSpace();
        if (Next != (byte)',')
        {
            return false;
        }

        At++;
        SkipSpace();
        return true;
    }

    private bool TryTakeDigits()
    {
        var text = _json;
        var at = At;
        while ((uint)at < (uint)text.Length && (uint)(text[at] - '0') <= 9)
        {
            at++;
        }

        var isAny = at > At;
        At = at;
        return isAny;
    }

    private bool TryTakeEscape()
    {
        At++;
        switch (Next)
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                At++;
                return true;
            case (byte)'u':
                At++;
                for (var i = 0; i < 4; i++, At++)
                {
                    if (!char.IsAsciiHexDigit((char)Next))
                    {
                        return Fail("A \\u escape has other characters than four hexadecimal digits.");
                    }
                }

                return true;
            default:
                return Fail("A string holds an escape that JSON does not have.");
        }
    }

    // Names and values are mostly shorter than a vector: one load and one compare find their end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int IndexOfStringStop(int at)
    {
        ref var first = ref MemoryMarshal.GetReference(_json);
        for (; at <= _json.Length - Vector256<byte>.Count; at += Vector256<byte>.Count)
        {
            var bytes = Vector256.LoadUnsafe(ref first, (nuint)at);
            var stops = (
                Vector256.Equals(bytes, Vector256.Create((byte)'"'))
                | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
                | Vector256.LessThan(bytes, Vector256.Create((byte)0x20))
            ).ExtractMostSignificantBits();
            if (stops != 0)
            {
                return at + BitOperations.TrailingZeroCount(stops);
            }
        }

        return IndexOfStringStopAtTheEnd(at);
    }

    private readonly int IndexOfStringStopAtTheEnd(int at)
    {
        var found = _json[at..].IndexOfAny(StringStops);
        return found < 0 ? _json.Length : at + found;
    }

    private readonly int EndOfStringLoosely(int at)
    {
        while (at < _json.Length)
        {
            var found = _json[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0)
            {
                break;
            }

            at += found;
            if (_json[at] == (byte)'"')
            {
                return at + 1;
            }

            at += 2;
        }

        return _json.Length;
    }

    /// <summary>Notes what is wrong, the first time it is called, and returns false.</summary>
    public bool Fail(string problem)
    {
        Problem ??= problem;
        return false;
    }
}

/// <summary>Where a string or another scalar lies in the text.</summary>
/// <param name="Start">The first byte, after the quote.</param>
/// <param name="Length">How many bytes, without the quotes.</param>
/// <param name="Escaped">Whether it holds escapes.</param>
public readonly record struct JsonText(int Start, int Length, bool Escaped);
