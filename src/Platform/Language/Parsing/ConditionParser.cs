using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Language.Parsing;

/// <summary>Reads conditions: words, fields and what joins them.</summary>
internal sealed class ConditionParser
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

    private readonly QueryReader _reader;
    private readonly TimeParser? _time;
    private readonly FieldParser _fields;
    private readonly BodyParser _body;
    private readonly RangeParser _ranges;
    private readonly ValueParser _values;

    // The field that all values are about while those in parentheses behind it are read.
    private LogField? _group;
    private int _parentheses;

    /// <param name="reader">The text.</param>
    /// <param name="scope">The fields that can be meant.</param>
    /// <param name="time">Reads <c>@last 15m</c> and its like; null where they cannot stand.</param>
    public ConditionParser(QueryReader reader, FieldScope scope, TimeParser? time)
    {
        (_reader, _time) = (reader, time);
        _fields = new FieldParser(reader, scope);
        _body = new BodyParser(reader);
        _ranges = new RangeParser(reader);
        _values = new ValueParser(reader, _body, _ranges);
    }

    /// <summary>Reads up to a pipe or the end.</summary>
    public LogCondition Parse()
    {
        var start = _reader.Position;
        var parts = new List<LogCondition>();
        Add(parts, ParseAny());
        while (_reader.Peek() == ')')
        {
            _reader.Position++;
            _reader.Error(_reader.From(_reader.Position - 1), "This parenthesis closes nothing.");
            Add(parts, ParseAny());
        }

        // What was written would be left out whole, and all records found.
        var isLost = parts.Count == 0 && _time?.Time is null && !_reader.Since(start).AsSpan().Trim().IsEmpty;
        if (isLost && !_reader.HasErrors)
        {
            _reader.Error(_reader.From(start), "There is no word in it: a word has letters or digits.", Terms);
        }

        return All(parts) ?? new LogCondition.Everything();
    }

    private bool IsTimeAllowed => _time is not null && _parentheses == 0;

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

            var start = _reader.Position;
            Add(parts, ParseNot());
            if (!isJoined && _group is { } field && field.Name != LogFields.Body)
            {
                _reader.Hint(
                    _reader.From(start),
                    $"Both values are asked of {field.Name}, which has one. Write OR between them to ask for either.",
                    $"OR {_reader.Since(start)}"
                );
            }

            isJoined = false;
        }

        return All(parts);
    }

    private bool IsAtEndOfAll()
    {
        if (_reader.SkipSpaces() || _reader.Position == 0 || _reader.Text[_reader.Position - 1] is '(' or ',' or '|')
        {
            ExpectTerm(_reader.Position);
        }

        return _reader.IsAtEnd
            || _reader.Peek() == ')'
            || _reader.Peek() == '|'
            || _reader.IsAtWord("OR")
            || (_group is not null && _reader.Peek() == ',');
    }

    private void ExpectTerm(int start)
    {
        var kind = _group is null ? CompletionKinds.Field : CompletionKinds.Value;
        _reader.Expect(
            kind | CompletionKinds.Keyword,
            start,
            _group,
            IsTimeAllowed ? [.. Operators, .. TimeParser.Words] : Operators
        );
    }

    private bool TryTakeOperator(string word, string sign, out TextSpan span)
    {
        _reader.SkipSpaces();
        var start = _reader.Position;
        var isTaken = _reader.TryTake(sign) || _reader.TryTakeWord(word);
        span = _reader.From(start);
        return isTaken;
    }

    private bool TryTakeComma(out TextSpan span)
    {
        _reader.SkipSpaces();
        span = new TextSpan(_reader.Position, 1);
        return _reader.TryTake(',');
    }

    private void RequireOperands(string name, TextSpan span, int before)
    {
        if (before == 0)
        {
            _reader.Error(span, $"{name} needs something before it.", Terms);
        }

        _reader.SkipSpaces();
        ExpectTerm(_reader.Position);
        if (
            before > 0
            && (_reader.IsAtEnd || _reader.Peek() is ')' or '|' || _reader.IsAtWord("OR") || _reader.IsAtWord("AND"))
        )
        {
            _reader.Error(span, $"{name} needs something behind it.", Terms);
        }
    }

    private LogCondition? ParseNot()
    {
        var start = _reader.Position;
        if (_reader.TryTakeWord("NOT") || TryTakeSign('-') || TryTakeSign('!'))
        {
            _reader.SkipSpaces();
            ExpectTerm(_reader.Position);
            if (_reader.IsAtEnd || _reader.Peek() is ')' or '|' || _reader.IsAtWord("OR") || _reader.IsAtWord("AND"))
            {
                _reader.Error(_reader.From(start), "NOT needs something behind it.", Terms);
                return null;
            }

            if (!_reader.TryEnter())
            {
                return null;
            }

            var part = ParseNot();
            _reader.Leave();
            return part is null ? null : new LogCondition.Not(part);
        }

        // A plus sign says in Lucene what is true here anyway: that the term must be there.
        TryTakeSign('+');
        return _reader.TryCount() ? ParseTerm() : null;
    }

    // Alone, or before another sign, it is punctuation: "a - b", "->".
    private bool TryTakeSign(char sign)
    {
        var next = _reader.Peek(1);
        var isSign =
            _reader.Peek() == sign
            && (char.IsAsciiLetterOrDigit(next) || QueryReader.IsNameStart(next) || "\"(!*?\\/".Contains(next));
        return isSign && _reader.TryTake(sign);
    }

    private LogCondition? ParseTerm()
    {
        switch (_reader.Peek())
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

        var start = _reader.Position;
        if (_reader.TryReadRegex(out var regex))
        {
            return _values.Matching(LogField.Body, regex, _reader.From(start));
        }

        return _fields.TryReadComparison(out var name, out var sign) ? ParseField(name, sign) : ParseWords(start);
    }

    private bool TryParseTime()
    {
        if (_time is not null)
        {
            return _time.TryParse(_parentheses > 0);
        }

        var start = _reader.Position;
        var name = _reader.PeekName();
        if (!TimeParser.Words.Contains(name, StringComparer.Ordinal))
        {
            return false;
        }

        _reader.Position += name.Length;
        _reader.SkipSpaces();
        _reader.ReadBare("");
        _reader.Error(
            _reader.From(start),
            "A time is said of a whole question, before its first stage. Here it cannot be."
        );
        return true;
    }

    private LogCondition? ParseGroup()
    {
        var open = _reader.Position++;
        if (!_reader.TryEnter())
        {
            return null;
        }

        _parentheses++;
        var inner = ParseAny();
        _parentheses--;
        _reader.Leave();
        if (!_reader.TryTake(')'))
        {
            _reader.Error(new TextSpan(open, 1), "A parenthesis is opened and not closed.", [")"]);
        }
        else if (inner is null && _reader.Since(open + 1).AsSpan(..^1).Trim().IsEmpty)
        {
            _reader.Error(_reader.From(open), "There is nothing between the parentheses.", Terms);
        }

        return inner;
    }

    private LogCondition? ParseQuoted()
    {
        var start = _reader.Position;
        var text = _reader.ReadQuoted();
        var span = _reader.From(start);
        return text.Length > 0 && _fields.TryReadSign(out var sign)
            ? ParseField(new WrittenName(text, IsQuoted: true, span), sign)
            : _body.Phrase(text, span);
    }

    private LogCondition? ParseWords(int start)
    {
        ExpectTerm(start);
        var bare = _reader.ReadBare("");
        if (_reader.Position == start)
        {
            // Only "&&" or a quotation mark ends a term before it has begun, and both are read by others.
            _reader.Position++;
            return null;
        }

        if (bare.Text is "and" or "or" or "not")
        {
            var word = bare.Text.ToUpperInvariant();
            _reader.Hint(
                bare.Span,
                $"In lower case this is a word to be found in the body. Did you mean {word}?",
                word
            );
        }

        return _body.Words(bare);
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
            _ => RequireValue(field) ? _ranges.ParseBound(field, sign, isInGroup: _group is not null) : null,
        };

    private LogCondition? ParseValue(LogField field, char sign)
    {
        if (!RequireValue(field))
        {
            return null;
        }

        var start = _reader.Position;
        if (_reader.Peek() == '(' && _group is null)
        {
            _group = field;
            var values = ParseGroup();
            _group = null;
            return values;
        }

        if (_reader.Peek() is '[' or '{')
        {
            return _ranges.ParseRange(field);
        }

        if (sign == ':' && _fields.TryReadOrder(out var order))
        {
            return ParseComparison(field, order);
        }

        return _reader.TryReadRegex(out var regex)
            ? _values.Matching(field, regex, _reader.From(start))
            : _values.ParseExact(field, isWhole: sign == '=', isInGroup: _group is not null);
    }

    private bool RequireValue(LogField field)
    {
        var end = _reader.Position;
        _reader.SkipSpaces();
        _reader.Expect(CompletionKinds.Value, _reader.Position, field);
        if (!_reader.IsAtEnd && _reader.Peek() is not (')' or '|'))
        {
            return true;
        }

        _reader.Error(new TextSpan(end, 0), $"A value of {field.Name} is missing.", Values);
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
