namespace Monolith.Platform.Engine.Http;

/// <summary>What a token of SQL is, as far as telling statement from data needs it.</summary>
internal enum SqlTokenKind
{
    /// <summary>A bare word or number.</summary>
    Word,

    /// <summary>An identifier in quotes.</summary>
    QuotedName,

    /// <summary>A text literal.</summary>
    Literal,

    /// <summary><c>;</c></summary>
    Semicolon,

    /// <summary><c>.</c></summary>
    Dot,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>Cuts ClickHouse SQL into tokens. Comments and literals hide what is in them, as the engine's own lexer does it.</summary>
internal ref struct SqlTokens(ReadOnlySpan<byte> sql)
{
    private readonly ReadOnlySpan<byte> _sql = sql;
    private int _next;

    /// <summary>Where the current token begins.</summary>
    public int Start { get; private set; }

    /// <summary>Where the current token ends.</summary>
    public readonly int End => _next;

    /// <summary>What the current token is.</summary>
    public SqlTokenKind Kind { get; private set; }

    /// <summary>How many brackets are open before the current token.</summary>
    public int Depth { get; private set; }

    /// <summary>The current token.</summary>
    public readonly ReadOnlySpan<byte> Text => _sql[Start.._next];

    /// <summary>Goes to the next token.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="Library.EngineException">There is something that is part of no token.</exception>
    public bool MoveNext()
    {
        SkipBlank();
        Start = _next;
        if (_next >= _sql.Length)
        {
            return false;
        }

        var first = _sql[_next];
        if (first >= 0x80)
        {
            // There are blanks and quotation marks among them that the engine knows; knowing them all is not worth it.
            throw Refusal.Syntax("Characters beyond ASCII are allowed in literals and in quoted names only");
        }

        (Kind, _next) = first switch
        {
            (byte)'\'' => (SqlTokenKind.Literal, AfterQuoted(first)),
            (byte)'"' or (byte)'`' => (SqlTokenKind.QuotedName, AfterQuoted(first)),
            (byte)'$' when AfterHeredoc() is > 0 and var end => (SqlTokenKind.Literal, end),
            (byte)';' => (SqlTokenKind.Semicolon, _next + 1),
            (byte)'.' => (SqlTokenKind.Dot, _next + 1),
            _ when IsWord(first) => (SqlTokenKind.Word, AfterWord()),
            _ => (SqlTokenKind.Other, _next + 1),
        };
        Depth += first switch
        {
            (byte)'(' or (byte)'[' or (byte)'{' => 1,
            (byte)')' or (byte)']' or (byte)'}' => -1,
            _ => 0,
        };
        return true;
    }

    /// <summary>Whether the current token is this bare word, in any case.</summary>
    public readonly bool Is(ReadOnlySpan<byte> upperCaseWord) =>
        Kind == SqlTokenKind.Word && System.Text.Ascii.EqualsIgnoreCase(Text, upperCaseWord);

    private static bool IsWord(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'_' or (byte)'$';

    private static bool IsBlank(byte b) =>
        b is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f' or (byte)'\v';

    private void SkipBlank()
    {
        while (_next < _sql.Length)
        {
            var rest = _sql[_next..];
            if (IsBlank(rest[0]))
            {
                _next++;
            }
            else if (
                rest.StartsWith("--"u8)
                || rest.StartsWith("//"u8)
                || rest.StartsWith("#!"u8)
                || rest.StartsWith("# "u8)
            )
            {
                var length = rest.IndexOf((byte)'\n');
                _next = length < 0 ? _sql.Length : _next + length + 1;
            }
            else if (rest.StartsWith("/*"u8))
            {
                _next = AfterComment();
            }
            else
            {
                return;
            }
        }
    }

    // Comments nest.
    private readonly int AfterComment()
    {
        var (at, open) = (_next + 2, 1);
        while (at < _sql.Length && open > 0)
        {
            var rest = _sql[at..];
            (at, open) =
                rest.StartsWith("*/"u8) ? (at + 2, open - 1)
                : rest.StartsWith("/*"u8) ? (at + 2, open + 1)
                : (at + 1, open);
        }

        return at;
    }

    private readonly int AfterQuoted(byte quote)
    {
        var at = _next + 1;
        while (at < _sql.Length)
        {
            if (_sql[at] == (byte)'\\')
            {
                at += 2;
            }
            else if (_sql[at] != quote)
            {
                at++;
            }
            else if (at + 1 < _sql.Length && _sql[at + 1] == quote)
            {
                at += 2;
            }
            else
            {
                return at + 1;
            }
        }

        return _sql.Length;
    }

    // $tag$ ... $tag$
    private readonly int AfterHeredoc()
    {
        var rest = _sql[_next..];
        var tagLength = rest[1..].IndexOf((byte)'$') + 2;
        if (tagLength < 2 || rest[1..(tagLength - 1)].ContainsAnyExcept(WordBytes))
        {
            return -1;
        }

        var close = rest[tagLength..].IndexOf(rest[..tagLength]);
        return close < 0 ? -1 : _next + tagLength + close + tagLength;
    }

    private readonly int AfterWord()
    {
        var length = _sql[_next..].IndexOfAnyExcept(WordBytes);
        return length < 0 ? _sql.Length : _next + Math.Max(length, 1);
    }

    private static readonly System.Buffers.SearchValues<byte> WordBytes = System.Buffers.SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$"u8
    );
}
