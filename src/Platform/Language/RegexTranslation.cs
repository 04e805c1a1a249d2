using System.Text;

namespace Monolith.Platform.Language;

/// <summary>Walks through a pattern once, and writes down what it means here.</summary>
internal sealed class RegexTranslation(string pattern)
{
    private const int MaxDepth = 50;

    // What is repeated so many times is written short and becomes a large machine, the more so when a part of it can be
    // repeated without end. Looking for it in a long body would hold up the records behind it.
    private const long MaxRepeated = 500;
    private const long PiecesOfLoop = 10;

    private static readonly string[] Categories =
    [
        .. "L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp C Cc Cf Co Cs".Split(
            ' '
        ),
    ];

    private readonly StringBuilder _here = new();
    private readonly StringBuilder _written = new();
    private readonly StringBuilder _named = new();
    private readonly List<string> _names = [];
    private readonly Stack<long> _outer = new();

    // How many pieces there are in the group that is being read and in the last piece of it, and how many repetitions add.
    private long _size;
    private long _last;
    private long _repeated;
    private int _position;

    public string Here => _here.ToString();

    public string Written => _written.ToString();

    public string Named => _named.ToString();

    public IReadOnlyList<string> Names => _names;

    /// <returns>What is wrong; null when nothing is.</returns>
    public string? Read()
    {
        string? error = null;
        while (error is null && _position < pattern.Length)
        {
            error = pattern[_position] switch
            {
                '\\' => ReadEscape(isInClass: false),
                '[' => ReadClass(),
                '(' => ReadGroup(),
                ')' => ReadGroupEnd(),
                '{' => ReadRepeat(),
                '*' or '+' => ReadLoop(),
                '$' => Take(1, _written.ToString().Contains("(?m", StringComparison.Ordinal) ? "$" : @"\z"),
                _ => Take(1, pattern.Substring(_position, 1)),
            };
            error ??=
                _repeated > MaxRepeated ? $"This expression repeats too much: more than {MaxRepeated} pieces." : null;
        }

        return error;
    }

    private string? ReadEscape(bool isInClass)
    {
        if (_position + 1 == pattern.Length)
        {
            return "An expression cannot end with a backslash.";
        }

        var c = pattern[_position + 1];
        return c switch
        {
            'd' or 'w' or 's' => Take(2, isInClass ? Members(c) : $"[{Members(c)}]"),
            'D' or 'W' or 'S' => Take(2, isInClass ? Others(c) : $"[{Others(c)}]"),
            'n' or 'r' or 't' or 'f' or 'v' or 'a' => Take(2, $"\\{c}"),
            'b' or 'B' or 'A' or 'z' when !isInClass => Take(2, $"\\{c}"),
            'x' when IsHex(_position + 2) && IsHex(_position + 3) => Take(4, pattern.Substring(_position, 4)),
            'p' or 'P' => ReadCategory(),
            >= '0' and <= '9' =>
                $"\\{c} is not known here: an expression cannot refer to what one of its groups has found.",
            _ when c < 0x80 && !char.IsAsciiLetterOrDigit(c) && c != '_' => Take(2, $"\\{c}"),
            _ => $"\\{c} is not known here.",
        };
    }

    // RE2 means ASCII by these; here they would mean all of Unicode.
    private static string Members(char c) =>
        c switch
        {
            'd' => "0-9",
            'w' => "0-9A-Za-z_",
            _ => @"\t\n\f\r ",
        };

    private static string Others(char c) =>
        c switch
        {
            'D' => @"\0-/:-\uFFFF",
            'W' => @"\0-/:-@\[-\^`{-\uFFFF",
            _ => @"\0-\b\v\x0e-\x1f!-\uFFFF",
        };

    private string? ReadCategory()
    {
        var end = pattern.IndexOf('}', _position);
        var name =
            _position + 2 < pattern.Length && pattern[_position + 2] == '{' && end > 0
                ? pattern[(_position + 3)..end]
                : "";
        return Categories.Contains(name, StringComparer.Ordinal)
            ? Take(end + 1 - _position, pattern[_position..(end + 1)])
            : @"Behind \p is a category of Unicode in braces, such as \p{L} or \p{Lu}.";
    }

    private string? ReadClass()
    {
        var size = _size;
        var isFirst = true;
        Take(1, "[");
        if (_position < pattern.Length && pattern[_position] == '^')
        {
            Take(1, "^");
        }

        for (; _position < pattern.Length; isFirst = false)
        {
            var c = pattern[_position];
            if (c == ']' && !isFirst)
            {
                Take(1, "]");
                (_size, _last) = (size + 1, 1);
                return null;
            }

            if (c == '[' && _position + 1 < pattern.Length && pattern[_position + 1] == ':')
            {
                return "Classes such as [:alpha:] are not known here; write [A-Za-z].";
            }

            var error = c switch
            {
                '\\' => ReadEscape(isInClass: true),

                // Here "[a-z-[aeiou]]" would take the one from the other.
                '[' or ']' => Take(1, $"\\{c}"),
                _ => Take(1, c.ToString()),
            };
            if (error is not null)
            {
                return error;
            }
        }

        return "A [ is opened and not closed.";
    }

    private string? ReadGroup()
    {
        if (_outer.Count == MaxDepth)
        {
            return $"Groups may be nested {MaxDepth} deep.";
        }

        var rest = pattern.AsSpan(_position + 1);
        if (!rest.StartsWith("?", StringComparison.Ordinal))
        {
            _named.Append("(?:");
            Write("(", "(");
            return Open(1);
        }

        if (
            rest.StartsWith("?=", StringComparison.Ordinal)
            || rest.StartsWith("?!", StringComparison.Ordinal)
            || rest.StartsWith("?<=", StringComparison.Ordinal)
            || rest.StartsWith("?<!", StringComparison.Ordinal)
        )
        {
            return "An expression cannot look ahead or behind: (?=, (?!, (?<= and (?<! are not known here.";
        }

        var isNamed =
            rest.StartsWith("?<", StringComparison.Ordinal) || rest.StartsWith("?P<", StringComparison.Ordinal);
        return isNamed ? ReadName() : ReadFlags();
    }

    private string? ReadName()
    {
        var start = pattern.IndexOf('<', _position) + 1;
        var end = pattern.IndexOf('>', start);
        var name = end < 0 ? "" : pattern[start..end];
        if (!LogRegex.IsName(name))
        {
            return "The name of a group has letters, digits and _, and begins with no digit: (?<name>...).";
        }

        if (_names.Contains(name, StringComparer.Ordinal))
        {
            return $"There are two groups with the name {name}.";
        }

        _names.Add(name);
        _named.Append($"(?<{name}>");
        Write($"(?<{name}>", $"(?<{name}>");
        return Open(end + 1 - _position);
    }

    private string? ReadFlags()
    {
        var end = _position + 2;
        while (end < pattern.Length && pattern[end] is 'i' or 'm' or 's' or '-')
        {
            end++;
        }

        if (end == pattern.Length || pattern[end] is not (':' or ')') || (pattern[end] == ')' && end == _position + 2))
        {
            return "Behind (? can be a name, as in (?<name>...), or flags out of i, m and s, as in (?i).";
        }

        var length = end + 1 - _position;
        var text = pattern.Substring(_position, length);
        _named.Append(text);
        Write(text, text);
        if (pattern[end] == ':')
        {
            return Open(length);
        }

        _position += length;
        return null;
    }

    private string? Open(int length)
    {
        _position += length;
        _outer.Push(_size);
        _size = 0;
        return null;
    }

    private string? ReadGroupEnd()
    {
        if (_outer.Count == 0)
        {
            return "A ) closes nothing.";
        }

        var inner = Math.Max(1, _size);
        _size = _outer.Pop();
        Take(1, ")");
        (_size, _last) = (_size - 1 + inner, inner);
        return null;
    }

    // What is no number of times, such as {id}, are characters like others.
    private string? ReadRepeat()
    {
        var end = pattern.IndexOf('}', _position);
        var counts = end < 0 ? [] : pattern[(_position + 1)..end].Split(',');
        var isRepeat =
            counts.Length is 1 or 2 && counts[0].Length > 0 && counts.All(count => count.All(char.IsAsciiDigit));
        if (!isRepeat)
        {
            return Take(1, @"\{");
        }

        // How large a number is does not matter when it is too large.
        var most = Math.Max(
            1,
            counts.Max(count =>
                count.Length > 4 ? 9999
                : count.Length > 0 ? long.Parse(count)
                : 1
            )
        );
        var added = _last * (most - 1) + (counts[^1].Length == 0 ? PiecesOfLoop : 0);
        _repeated += _last * (most - 1);
        TakeBehind(end + 1 - _position, added);
        return null;
    }

    private string? ReadLoop()
    {
        TakeBehind(1, PiecesOfLoop);
        return null;
    }

    // What stands behind a piece makes more of it.
    private void TakeBehind(int length, long added)
    {
        var (size, last) = (_size, _last);
        Take(length, pattern.Substring(_position, length));
        (_size, _last) = (size + added, last + added);
    }

    private string? Take(int length, string here)
    {
        var written = pattern.Substring(_position, length);
        _named.Append(written);
        Write(written, here);
        _position += length;
        _size++;
        _last = 1;
        return null;
    }

    private void Write(string written, string here)
    {
        _written.Append(written);
        _here.Append(here);
    }

    private bool IsHex(int position) => position < pattern.Length && char.IsAsciiHexDigit(pattern[position]);
}
