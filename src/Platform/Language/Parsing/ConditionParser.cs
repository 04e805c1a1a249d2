using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Language.Parsing;

/// <summary>Reads conditions: words, fields and what joins them.</summary>
/// <param name="reader">The text.</param>
/// <param name="scope">The fields that can be meant.</param>
/// <param name="time">Reads <c>@last 15m</c> and its like; null where they cannot stand.</param>
internal sealed class ConditionParser(QueryReader reader, FieldScope scope, TimeParser? time)
{
    private static readonly string[] Operators = ["AND", "OR", "NOT"];
    private static readonly string[] Terms = ["a word", "\"a phrase\"", "field:value", "NOT", "("];
    private static readonly string[] Values =
    [
        "a value",
        "\"a text\"",
        "pay*",
        ">=500",
        "[1 TO 5]",
        "/expression/",
        "(a OR b)",
    ];

    private readonly FieldParser _fields = new(reader, scope);
    private readonly ValueParser _values = new(reader);

    // The field that all values are about while those in parentheses behind it are read.
    private LogField? _group;
    private int _parentheses;

    /// <summary>Reads up to a pipe or the end.</summary>
    public LogCondition Parse()
    {
        var start = reader.Position;
        var parts = new List<LogCondition>();
        Add(parts, ParseAny());
        while (reader.Peek() == ')')
        {
            reader.Position++;
            reader.Error(reader.From(reader.Position - 1), "This parenthesis closes nothing.");
            Add(parts, ParseAny());
        }

        // What was written would be left out whole, and all records found.
        var isLost = parts.Count == 0 && time?.Time is null && !reader.Since(start).AsSpan().Trim().IsEmpty;
        if (isLost && !reader.HasErrors)
        {
            reader.Error(reader.From(start), "There is no word in it: a word has letters or digits.", Terms);
        }

        return All(parts) ?? new LogCondition.Everything();
    }

    private LogCondition? ParseAny()
    {
        var parts = new List<LogCondition>();
        Add(parts, ParseAll());
        while (TryTakeOperator("OR", "||", out var span) || (_group is not null && TryTakeComma(out span)))
        {
            RequireOperands("OR", span, parts.Count);
            Add(parts, ParseAll());
        }

        return parts.Count > 1
            ? new LogCondition.Any(Flatten<LogCondition.Any>(parts, any => any.Parts))
            : parts.FirstOrDefault();
    }

    private LogCondition? ParseAll()
    {
        var parts = new List<LogCondition>();
        var isJoined = true;
        while (!IsAtEndOfAll())
        {
            if (TryTakeOperator("AND", "&&", out var span))
            {
                RequireOperands("AND", span, parts.Count);
                isJoined = true;
                continue;
            }

            var start = reader.Position;
            Add(parts, ParseNot());
            if (!isJoined && _group is { } field && field.Name != LogFields.Body)
            {
                reader.Hint(
                    reader.From(start),
                    $"Both values are asked of {field.Name}, which has one. Write OR between them to ask for either.",
                    $"OR {reader.Since(start)}"
                );
            }

            isJoined = false;
        }

        return All(parts);
    }

    private bool IsAtEndOfAll()
    {
        if (reader.SkipSpaces() || reader.Position == 0 || reader.Text[reader.Position - 1] is '(' or ',' or '|')
        {
            ExpectTerm(reader.Position);
        }

        return reader.IsAtEnd
            || reader.Peek() == ')'
            || reader.Peek() == '|'
            || reader.IsAtWord("OR")
            || (_group is not null && reader.Peek() == ',');
    }

    private void ExpectTerm(int start)
    {
        var kind = _group is null ? CompletionKinds.Field : CompletionKinds.Value;
        reader.Expect(
            kind | CompletionKinds.Keyword,
            start,
            _group,
            IsTimeAllowed ? [.. Operators, .. TimeParser.Words] : Operators
        );
    }

    private bool IsTimeAllowed => time is not null && _parentheses == 0;

    private bool TryTakeOperator(string word, string sign, out TextSpan span)
    {
        reader.SkipSpaces();
        var start = reader.Position;
        var isTaken = reader.TryTake(sign) || reader.TryTakeWord(word);
        span = reader.From(start);
        return isTaken;
    }

    private bool TryTakeComma(out TextSpan span)
    {
        reader.SkipSpaces();
        span = new TextSpan(reader.Position, 1);
        return reader.TryTake(',');
    }

    private void RequireOperands(string name, TextSpan span, int before)
    {
        if (before == 0)
        {
            reader.Error(span, $"{name} needs something before it.", Terms);
        }

        reader.SkipSpaces();
        ExpectTerm(reader.Position);
        if (
            before > 0
            && (reader.IsAtEnd || reader.Peek() is ')' or '|' || reader.IsAtWord("OR") || reader.IsAtWord("AND"))
        )
        {
            reader.Error(span, $"{name} needs something behind it.", Terms);
        }
    }

    private LogCondition? ParseNot()
    {
        var start = reader.Position;
        if (reader.TryTakeWord("NOT") || TryTakeSign('-') || TryTakeSign('!'))
        {
            reader.SkipSpaces();
            ExpectTerm(reader.Position);
            if (reader.IsAtEnd || reader.Peek() is ')' or '|' || reader.IsAtWord("OR") || reader.IsAtWord("AND"))
            {
                reader.Error(reader.From(start), "NOT needs something behind it.", Terms);
                return null;
            }

            if (!reader.TryEnter())
            {
                return null;
            }

            var part = ParseNot();
            reader.Leave();
            return part is null ? null : new LogCondition.Not(part);
        }

        // A plus sign says in Lucene what is true here anyway: that the term must be there.
        TryTakeSign('+');
        return reader.TryCount() ? ParseTerm() : null;
    }

    // Alone, or before another sign, it is punctuation: "a - b", "->".
    private bool TryTakeSign(char sign)
    {
        var next = reader.Peek(1);
        var isSign =
            reader.Peek() == sign
            && (char.IsAsciiLetterOrDigit(next) || QueryReader.IsNameStart(next) || "\"(!*?\\/".Contains(next));
        return isSign && reader.TryTake(sign);
    }

    private LogCondition? ParseTerm()
    {
        switch (reader.Peek())
        {
            case '(':
                return ParseGroup();
            case '@' when _group is null && TryParseTime():
                return null;
            case '"' when _group is null:
                return ParseQuoted();
        }

        if (_group is { } field)
        {
            return ParseValue(field, ':');
        }

        var start = reader.Position;
        if (reader.TryReadRegex(out var regex))
        {
            return _values.Matching(LogField.Body, regex, reader.From(start));
        }

        return _fields.TryReadComparison(out var name, out var sign) ? ParseField(name, sign) : ParseWords(start);
    }

    private bool TryParseTime()
    {
        if (time is not null)
        {
            return time.TryParse(_parentheses > 0);
        }

        var start = reader.Position;
        var name = reader.PeekName();
        if (!TimeParser.Words.Contains(name, StringComparer.Ordinal))
        {
            return false;
        }

        reader.Position += name.Length;
        reader.SkipSpaces();
        reader.ReadBare("");
        reader.Error(
            reader.From(start),
            "A time is said of a whole question, before its first stage. Here it cannot be."
        );
        return true;
    }

    private LogCondition? ParseGroup()
    {
        var open = reader.Position++;
        if (!reader.TryEnter())
        {
            return null;
        }

        _parentheses++;
        var inner = ParseAny();
        _parentheses--;
        reader.Leave();
        if (!reader.TryTake(')'))
        {
            reader.Error(new TextSpan(open, 1), "A parenthesis is opened and not closed.", [")"]);
        }
        else if (inner is null && reader.Since(open + 1).AsSpan(..^1).Trim().IsEmpty)
        {
            reader.Error(reader.From(open), "There is nothing between the parentheses.", Terms);
        }

        return inner;
    }

    private LogCondition? ParseQuoted()
    {
        var start = reader.Position;
        var text = reader.ReadQuoted();
        var span = reader.From(start);
        return text.Length > 0 && _fields.TryReadSign(out var sign)
            ? ParseField(new WrittenName(text, IsQuoted: true, span), sign)
            : _values.Phrase(text, span);
    }

    private LogCondition? ParseWords(int start)
    {
        ExpectTerm(start);
        var bare = reader.ReadBare("");
        if (reader.Position == start)
        {
            // Only "&&" or a quotation mark ends a term before it has begun, and both are read by others.
            reader.Position++;
            return null;
        }

        if (bare.Text is "and" or "or" or "not")
        {
            var word = bare.Text.ToUpperInvariant();
            reader.Hint(bare.Span, $"In lower case this is a word to be found in the body. Did you mean {word}?", word);
        }

        return _values.Words(bare);
    }

    private LogCondition? ParseField(WrittenName name, string sign)
    {
        var field = _fields.Resolve(name);

        // What is asked of a column that is not there is read all the same, so that the rest of the text is understood.
        var condition = ParseComparison(field ?? new LogField(name.Text, name.Span), sign);
        return field is null ? null : condition;
    }

    private LogCondition? ParseComparison(LogField field, string sign) =>
        sign switch
        {
            ":" or "=" => ParseValue(field, sign[0]),
            "!=" => ParseValue(field, '=') is { } part ? new LogCondition.Not(part) : null,
            _ => RequireValue(field) ? _values.ParseBound(field, sign, isInGroup: _group is not null) : null,
        };

    private LogCondition? ParseValue(LogField field, char sign)
    {
        if (!RequireValue(field))
        {
            return null;
        }

        var start = reader.Position;
        if (reader.Peek() == '(' && _group is null)
        {
            _group = field;
            var values = ParseGroup();
            _group = null;
            return values;
        }

        if (reader.Peek() is '[' or '{')
        {
            return _values.ParseRange(field);
        }

        if (sign == ':' && _fields.TryReadOrder(out var order))
        {
            return ParseComparison(field, order);
        }

        return reader.TryReadRegex(out var regex)
            ? _values.Matching(field, regex, reader.From(start))
            : _values.ParseExact(field, isWhole: sign == '=', isInGroup: _group is not null);
    }

    private bool RequireValue(LogField field)
    {
        var end = reader.Position;
        reader.SkipSpaces();
        reader.Expect(CompletionKinds.Value, reader.Position, field);
        if (!reader.IsAtEnd && reader.Peek() is not (')' or '|'))
        {
            return true;
        }

        reader.Error(new TextSpan(end, 0), $"A value of {field.Name} is missing.", Values);
        return false;
    }

    private static void Add(List<LogCondition> parts, LogCondition? part)
    {
        if (part is not null)
        {
            parts.Add(part);
        }
    }

    /// <summary>All of them as one; none when there is none.</summary>
    internal static LogCondition? All(IReadOnlyList<LogCondition> parts)
    {
        var flat = Flatten<LogCondition.All>(parts, all => all.Parts);
        var asking = flat.Where(part => part is not LogCondition.Everything).ToList();
        return asking.Count switch
        {
            0 => flat.FirstOrDefault(),
            1 => asking[0],
            _ => new LogCondition.All(asking),
        };
    }

    private static List<LogCondition> Flatten<T>(
        IReadOnlyList<LogCondition> parts,
        Func<T, IReadOnlyList<LogCondition>> inner
    )
        where T : LogCondition => [.. parts.SelectMany(part => part is T joined ? inner(joined) : [part])];
}
