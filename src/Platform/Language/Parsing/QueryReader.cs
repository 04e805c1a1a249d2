using System.Text;
using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Language.Parsing;

/// <summary>The text of a question while it is read: how far, what was to be said on the way, and what could stand at its end.</summary>
internal sealed class QueryReader(string text)
{
    // More than anyone reads.
    private const int MaxDiagnostics = 20;

    // Each level of parentheses or of NOT takes room on the stack, here and wherever the tree is walked.
    private const int MaxDepth = 50;
    private const int MaxTerms = 500;

    private readonly List<Diagnostic> _diagnostics = [];
    private int _depth;
    private int _terms;

    public string Text => text;

    public int Position { get; set; }

    public bool IsAtEnd => Position >= text.Length;

    public IReadOnlyList<Diagnostic> Diagnostics => [.. _diagnostics.OrderBy(diagnostic => diagnostic.Span.Start)];

    /// <summary>The columns that the stages before have made; null while there are records.</summary>
    public IReadOnlyList<string>? Columns { get; set; }

    /// <summary>What could stand where the reader was last about to read something.</summary>
    public CompletionContext Context { get; private set; } = new(CompletionKinds.None, default, "");

    /// <summary>The character that is read next, or one behind it; U+0000 where there is none.</summary>
    public char Peek(int ahead = 0) => Position + ahead < text.Length ? text[Position + ahead] : '\0';

    public bool HasErrors => _diagnostics.Exists(diagnostic => !diagnostic.IsHint);

    public TextSpan From(int start) => new(start, Position - start);

    public string Since(int start) => text[start..Position];

    public void Error(
        TextSpan span,
        string message,
        IReadOnlyList<string>? expected = null,
        string? suggestion = null
    ) => Say(new Diagnostic(span, message, expected ?? [], suggestion));

    public void Hint(TextSpan span, string message, string? suggestion = null) =>
        Say(new Diagnostic(span, message, [], suggestion) { IsHint = true });

    /// <summary>Notes what could stand at a place. The last note is about the place where the text ends.</summary>
    public void Expect(
        CompletionKinds kinds,
        int start,
        LogField? field = null,
        params IReadOnlyList<string> keywords
    ) =>
        Context = new CompletionContext(kinds, new TextSpan(start, 0), "")
        {
            Field = field,
            Keywords = keywords,
            Columns = Columns,
        };

    /// <summary>What could stand at the end of this text, when that is where the cursor is in a longer one.</summary>
    public CompletionContext ContextIn(string whole)
    {
        var start = Math.Min(Context.Span.Start, text.Length);
        var piece = text[start..];
        var isQuoted = piece.StartsWith('"');
        var prefix = isQuoted ? piece[1..] : piece;

        // The piece is over, and nothing has begun behind it.
        if (isQuoted ? prefix.Contains('"') : prefix.Any(c => char.IsWhiteSpace(c) || c is ')' or ']' or '}'))
        {
            return new CompletionContext(CompletionKinds.None, new TextSpan(text.Length, 0), "");
        }

        var end = text.Length;
        while (
            end < whole.Length
            && (isQuoted ? whole[end] != '"' : !char.IsWhiteSpace(whole[end]) && !"()|,:=<>!\"]}".Contains(whole[end]))
        )
        {
            end++;
        }

        end += isQuoted && end < whole.Length ? 1 : 0;
        return Context with { Span = new TextSpan(start, end - start), Prefix = prefix, IsQuoted = isQuoted };
    }

    /// <summary>True when one more level may be read. Otherwise the rest of the text is left unread, and that is said.</summary>
    public bool TryEnter()
    {
        if (_depth == MaxDepth)
        {
            GiveUp($"This is nested more than {MaxDepth} levels deep.");
            return false;
        }

        _depth++;
        return true;
    }

    public void Leave() => _depth--;

    /// <summary>True when one more term may be read. Otherwise the rest of the text is left unread, and that is said.</summary>
    public bool TryCount()
    {
        if (_terms == MaxTerms)
        {
            GiveUp($"A question may have {MaxTerms} terms.");
            return false;
        }

        _terms++;
        return true;
    }

    /// <returns>True when there were any.</returns>
    public bool SkipSpaces()
    {
        var start = Position;
        while (!IsAtEnd && char.IsWhiteSpace(text[Position]))
        {
            Position++;
        }

        return Position > start;
    }

    public bool TryTake(char symbol)
    {
        if (IsAtEnd || text[Position] != symbol)
        {
            return false;
        }

        Position++;
        return true;
    }

    public bool TryTake(string symbols)
    {
        if (string.CompareOrdinal(text, Position, symbols, 0, symbols.Length) != 0)
        {
            return false;
        }

        Position += symbols.Length;
        return true;
    }

    /// <summary>True when a word stands here whole; it is behind the reader then.</summary>
    public bool TryTakeWord(string word, StringComparison comparison = StringComparison.Ordinal)
    {
        if (!IsAtWord(word, comparison))
        {
            return false;
        }

        Position += word.Length;
        return true;
    }

    public bool IsAtWord(string word, StringComparison comparison = StringComparison.Ordinal) =>
        string.Compare(text, Position, word, 0, word.Length, comparison) == 0 && !IsNamePart(Peek(word.Length));

    /// <summary>The field name that stands here without quotation marks, or an empty text.</summary>
    public string PeekName()
    {
        if (!IsNameStart(Peek()))
        {
            return "";
        }

        var end = Position + 1;
        while (end < text.Length && IsNamePart(text[end]))
        {
            end++;
        }

        // "a->b", "wait...", "a/b/": no name ends like this.
        return text[end - 1] is '-' or '.' or '/' ? "" : text[Position..end];
    }

    /// <summary>Reads a text in quotation marks, on the first of which the reader stands.</summary>
    /// <remarks>A backslash hides a quotation mark or another backslash, and otherwise stands for itself: C:\temp.</remarks>
    public string ReadQuoted()
    {
        var start = Position;
        var quote = text[Position++];
        var content = new StringBuilder();
        while (!IsAtEnd && text[Position] != quote)
        {
            if (text[Position] == '\\' && (Peek(1) == quote || Peek(1) == '\\'))
            {
                Position++;
            }

            content.Append(text[Position++]);
        }

        if (IsAtEnd)
        {
            Error(new TextSpan(start, 1), "A quotation mark is opened and not closed.", [$"{quote}"]);
        }

        Position = Math.Min(Position + 1, text.Length);
        return content.ToString();
    }

    /// <summary>True when the reader stands on a single quotation mark that ends as one: not on the apostrophe of a word.</summary>
    public bool IsAtSingleQuoted()
    {
        if (Peek() != '\'')
        {
            return false;
        }

        var end = Position + 1;
        while (end < text.Length && text[end] != '\'')
        {
            end += text[end] == '\\' ? 2 : 1;
        }

        return end < text.Length && IsTermEnd(end + 1);
    }

    /// <summary>Reads <c>/expression/</c> or <c>/expression/i</c>, if that is what stands here: a slash that the next one
    /// ends, so that <c>/orders/{id}</c> and <c>/var/log</c> stay the texts that they are.</summary>
    public bool TryReadRegex(out string regex)
    {
        regex = "";
        if (Peek() != '/' || Peek(1) is ' ' or '\t' or '\r' or '\n')
        {
            return false;
        }

        var end = Position + 1;
        while (end < text.Length && text[end] != '/')
        {
            end += text[end] == '\\' ? 2 : 1;
        }

        var ignoresCase = end + 1 < text.Length && text[end + 1] == 'i' && IsTermEnd(end + 2);
        if (end >= text.Length || !(ignoresCase || IsTermEnd(end + 1)))
        {
            return false;
        }

        var written = text[(Position + 1)..end].Replace("\\/", "/", StringComparison.Ordinal);
        regex = ignoresCase ? $"(?i){written}" : written;
        Position = end + (ignoresCase ? 2 : 1);
        return true;
    }

    /// <summary>Reads up to a space, a quotation mark, a parenthesis, a pipe or one of the characters given.</summary>
    /// <remarks>A backslash takes its meaning from the space or sign behind it, and stands for itself before a letter or digit.</remarks>
    public BareText ReadBare(string ends)
    {
        var start = Position;
        var (literal, pattern) = (new StringBuilder(), new StringBuilder());
        var hasWildcards = false;
        while (!IsAtEnd && !IsBareEnd(ends))
        {
            var c = text[Position++];
            if (c is '*' or '?')
            {
                hasWildcards = true;
                literal.Append(c);
                pattern.Append(c);
                continue;
            }

            if (c == '\\' && !IsAtEnd && IsSign(text[Position]))
            {
                c = text[Position++];
            }

            literal.Append(c);
            pattern.Append(Glob.Escape(c));
        }

        return new BareText(literal.ToString(), pattern.ToString(), hasWildcards, From(start));
    }

    /// <summary>Reads a value: a text in quotation marks of either kind, or one without.</summary>
    public (string Text, BareText? Bare) ReadValue(string ends)
    {
        if (Peek() == '"' || IsAtSingleQuoted())
        {
            return (ReadQuoted(), null);
        }

        var bare = ReadBare(ends);
        return (bare.Text, bare);
    }

    /// <summary>Goes to the pipe before the next stage, or to the end.</summary>
    public void SkipToPipe()
    {
        while (!IsAtEnd && Peek() != '|')
        {
            if (Peek() == '"')
            {
                ReadQuoted();
            }
            else if (!TryReadRegex(out _))
            {
                Position += Peek() == '\\' && Position + 1 < text.Length ? 2 : 1;
            }
        }
    }

    public static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c is '_' or '@' or '$' || IsForeign(c);

    public static bool IsNamePart(char c) => IsNameStart(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '/';

    /// <summary>Whether a backslash takes a character's meaning.</summary>
    public static bool IsSign(char c) => char.IsWhiteSpace(c) || (c < 0x80 && !char.IsAsciiLetterOrDigit(c));

    private static bool IsForeign(char c) => c >= 0x80 && !char.IsWhiteSpace(c);

    private bool IsBareEnd(string ends)
    {
        var c = text[Position];
        return char.IsWhiteSpace(c)
            || c is '(' or ')' or '"' or '|'
            || ends.Contains(c)
            || (c == '&' && Peek(1) == '&');
    }

    private bool IsTermEnd(int position) =>
        position >= text.Length || char.IsWhiteSpace(text[position]) || text[position] is ')' or '|' or ',';

    private void GiveUp(string message)
    {
        Error(new TextSpan(Position, text.Length - Position), message);
        Position = text.Length;
    }

    private void Say(Diagnostic diagnostic)
    {
        if (_diagnostics.Count < MaxDiagnostics)
        {
            _diagnostics.Add(diagnostic);
        }
    }
}

/// <summary>A text without quotation marks.</summary>
/// <param name="Text">With its wildcards as they stand.</param>
/// <param name="Pattern">As <see cref="LogCondition.Like"/> has it: wildcards, and a backslash before what is none.</param>
/// <param name="HasWildcards">Whether there are any.</param>
/// <param name="Span">Where it stands.</param>
internal readonly record struct BareText(string Text, string Pattern, bool HasWildcards, TextSpan Span);
