using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Language.Parsing;

/// <summary>Reads what a field is compared with, and makes conditions of it by what the field's values are.</summary>
internal sealed class ValueParser(QueryReader reader)
{
    // The engine's text functions take so many words and no more.
    private const int MaxWords = 64;

    private const string NoWord = "There is no word in this, so it is left out: a word has letters or digits.";
    private const string Status = "http.response.status_code";

    /// <summary>What words without quotation marks ask of the body.</summary>
    public LogCondition? Words(BareText bare)
    {
        var parts = new List<LogCondition>();
        var pieces = BodyPieces.Of(bare.Pattern);
        foreach (var piece in pieces)
        {
            if (piece.IsPattern && piece.Text.AsSpan().ContainsAnyExcept('*'))
            {
                parts.Add(new LogCondition.WordLike(piece.Text));
            }
            else if (!piece.IsPattern && Phrase(piece.Text, bare.Span) is { } words)
            {
                parts.Add(words);
            }
        }

        if (pieces.Count == 0)
        {
            reader.Hint(bare.Span, NoWord);
            return null;
        }

        return ConditionParser.All(parts) ?? new LogCondition.Everything();
    }

    /// <summary>What a text in quotation marks asks of the body.</summary>
    public LogCondition? Phrase(string text, TextSpan span)
    {
        var term = BodyTerm.Phrase(text);
        if (term is null)
        {
            reader.Hint(span, NoWord);
            return null;
        }

        if (term.Words.Count > MaxWords)
        {
            reader.Error(span, $"A phrase may have {MaxWords} words.");
            return null;
        }

        return new LogCondition.Words(term);
    }

    /// <summary>What an expression asks of a field.</summary>
    public LogCondition? Matching(LogField field, string regex, TextSpan span)
    {
        if (KindOf(field) is LogFieldKind.Severity or LogFieldKind.Time || IsMeasure(field))
        {
            reader.Error(
                span,
                $"{field.Name} is {Describe(field)}, in which no expression is looked for.",
                ExpectedOf(field)
            );
            return null;
        }

        if (!LogRegex.TryRead(regex, out var read, out var error))
        {
            reader.Error(span, error);
            return null;
        }

        return new LogCondition.Matches(field, read.Pattern);
    }

    /// <summary>Reads one value.</summary>
    /// <param name="field">Of which field.</param>
    /// <param name="isWhole">True when the whole body is meant and not words in it: <c>body="..."</c>.</param>
    /// <param name="isInGroup">True when a comma ends it.</param>
    public LogCondition? ParseExact(LogField field, bool isWhole, bool isInGroup)
    {
        var start = reader.Position;
        var (text, bare) = ReadText(isInGroup ? "," : "");
        var span = reader.From(start);
        var isBody = KindOf(field) == LogFieldKind.Words && !isWhole;
        if (text.Length == 0)
        {
            return bare is null ? new LogCondition.Not(Existing(field)) : MissingValue(field, span);
        }

        if (bare is not { } unquoted)
        {
            return isBody ? Phrase(text, span) : Exactly(field, text, span);
        }

        if (Glob.Normalize(unquoted.Pattern) is "*")
        {
            return Existing(field);
        }

        return isBody ? Words(unquoted)
            : unquoted.HasWildcards ? Like(field, unquoted)
            : Exactly(field, text, span);
    }

    /// <summary>Reads the value behind <c>&gt;=</c> and its like.</summary>
    public LogCondition? ParseBound(LogField field, string sign, bool isInGroup)
    {
        var start = reader.Position;
        var (text, _) = ReadText(isInGroup ? "," : "");
        var end = new WrittenBound(text, reader.From(start), sign.EndsWith('='));
        return sign[0] == '>' ? Between(field, end, null) : Between(field, null, end);
    }

    /// <summary>Reads <c>[1 TO 5}</c>, on whose first sign the reader stands.</summary>
    public LogCondition? ParseRange(LogField field)
    {
        var start = reader.Position;
        var isLowIncluded = reader.Peek() == '[';
        reader.Position++;
        var low = ReadBound(field, isLowIncluded);
        reader.SkipSpaces();
        reader.Expect(CompletionKinds.Keyword, reader.Position, keywords: "TO");
        if (!reader.TryTakeWord("TO", StringComparison.OrdinalIgnoreCase))
        {
            return BrokenRange("TO");
        }

        var high = ReadBound(field, false);
        reader.SkipSpaces();
        if (reader.Peek() is not (']' or '}'))
        {
            return BrokenRange("]", "}");
        }

        high = high with { IsIncluded = reader.Peek() == ']' };
        reader.Position++;
        return low.Text == "*" && high.Text == "*"
            ? Existing(field)
            : Between(field, low.Text == "*" ? null : low, high.Text == "*" ? null : high);

        LogCondition? BrokenRange(params string[] expected)
        {
            var end = reader.Position;
            while (!reader.IsAtEnd && reader.Peek() is not (']' or '}' or '|' or ')'))
            {
                reader.Position++;
            }

            _ = reader.TryTake(']') || reader.TryTake('}');
            reader.Error(
                new TextSpan(start, Math.Max(1, end - start)),
                $"A range is written [1 TO 5], or {{1 TO 5}} without its ends; {string.Join(" or ", expected)} is missing.",
                expected
            );
            return null;
        }
    }

    private WrittenBound ReadBound(LogField field, bool isIncluded)
    {
        reader.SkipSpaces();
        reader.Expect(CompletionKinds.Value, reader.Position, field);
        var start = reader.Position;
        var (text, _) = ReadText("]}");
        return new WrittenBound(text, reader.From(start), isIncluded);
    }

    private (string Text, BareText? Bare) ReadText(string ends)
    {
        if (reader.Peek() == '"' || reader.IsAtSingleQuoted())
        {
            return (reader.ReadQuoted(), null);
        }

        var bare = reader.ReadBare(ends);
        return (bare.Text, bare);
    }

    private LogCondition? Exactly(LogField field, string text, TextSpan span)
    {
        switch (KindOf(field))
        {
            case LogFieldKind.Time when Moment.TryParse(text, out var relative) && relative.Start == relative.End:
                reader.Error(span, "A time that is relative to now is a bound: timestamp>=now-1h.", [">=", "<"]);
                return null;
            case LogFieldKind.Time:
                var moment = new WrittenBound(text, span, IsIncluded: true);
                return Between(field, moment, moment);
            case LogFieldKind.Severity when text.ToUpperInvariant() is "UNSPECIFIED" or "NONE":
                return new LogCondition.Not(Existing(field));
            case LogFieldKind.Severity:
                var severity = new WrittenBound(text, span, IsIncluded: true);
                return Between(field, severity, severity);
            case LogFieldKind.Number when field.Name == Status && IsStatusClass(text):
                return StatusClass(field, text);
            case LogFieldKind.Number:
                return TryReadNumber(field, text, span, out var number)
                    ? new LogCondition.Equal(field, LogNumber.ToText(number))
                    : null;
            case LogFieldKind.HexId:
                return TryReadId(field, text, span, out var id) ? new LogCondition.Equal(field, id) : null;
            default:
                return new LogCondition.Equal(field, text);
        }
    }

    private LogCondition? Like(LogField field, BareText bare)
    {
        var pattern = Glob.Normalize(bare.Pattern);
        switch (KindOf(field))
        {
            case LogFieldKind.Number when field.Name == Status && IsStatusClass(pattern):
                return StatusClass(field, pattern);
            case LogFieldKind.Number when !IsMeasure(field):
            case LogFieldKind.Text or LogFieldKind.Words or null:
                return new LogCondition.Like(field, pattern);
            case LogFieldKind.HexId:
                return new LogCondition.Like(field, pattern.ToLowerInvariant());
            default:
                reader.Error(
                    bare.Span,
                    $"{field.Name} is {Describe(field)}, for which no wildcards are.",
                    ExpectedOf(field)
                );
                return null;
        }
    }

    private LogCondition? Between(LogField field, WrittenBound? low, WrittenBound? high)
    {
        if ((low ?? high) is { Text.Length: 0 } missing)
        {
            return MissingValue(field, missing.Span);
        }

        switch (KindOf(field))
        {
            case LogFieldKind.Time:
                return During(field, low, high);
            case LogFieldKind.Severity or LogFieldKind.Number or null:
                return TryReadExtent(field, low, out var first) && TryReadExtent(field, high, out var last)
                    ? new LogCondition.Within(
                        field,
                        low is { } from
                            ? new LogBound(from.IsIncluded ? first.Low : first.High, from.IsIncluded)
                            : null,
                        high is { } to ? new LogBound(to.IsIncluded ? last.High : last.Low, to.IsIncluded) : null
                    )
                    : null;
            default:
                reader.Error(
                    (low ?? high)!.Value.Span,
                    $"{field.Name} is {Describe(field)}, and only numbers, severities and times are more or less.",
                    ExpectedOf(field)
                );
                return null;
        }
    }

    private LogCondition.During? During(LogField field, WrittenBound? low, WrittenBound? high)
    {
        if (field.Name != LogFields.Timestamp)
        {
            reader.Error(
                (low ?? high)!.Value.Span,
                $"{field.Name} cannot be asked for; timestamp can.",
                [],
                LogFields.Timestamp
            );
            return null;
        }

        if (!TryReadMoment(low, out var from) || !TryReadMoment(high, out var to))
        {
            return null;
        }

        return new LogCondition.During(
            low is { } first ? (first.IsIncluded ? from.Start : from.End) : null,
            high is { } last ? (last.IsIncluded ? to.End : to.Start) : null
        );
    }

    private bool TryReadMoment(WrittenBound? bound, out Moment moment)
    {
        moment = default;
        if (bound is not { } written || Moment.TryParse(written.Text, out moment))
        {
            return true;
        }

        reader.Error(written.Span, $"This must be {Moment.Syntax}.", ["2026-03-04", "2026-03-04T05:06:07Z", "now-15m"]);
        return false;
    }

    private bool TryReadExtent(LogField field, WrittenBound? bound, out (double Low, double High) extent)
    {
        extent = default;
        if (bound is not { } written)
        {
            return true;
        }

        if (KindOf(field) != LogFieldKind.Severity)
        {
            var isNumber = TryReadNumber(field, written.Text, written.Span, out var number);
            extent = (number, number);
            return isNumber;
        }

        if (SeverityRange.TryParse(written.Text, out var range))
        {
            extent = (range.First, range.Last);
            return true;
        }

        reader.Error(
            written.Span,
            $"A severity is {SeverityRange.Syntax}.",
            SeverityRange.Names,
            Nearest.Of(written.Text, SeverityRange.Names)
        );
        return false;
    }

    private bool TryReadNumber(LogField field, string text, TextSpan span, out double number)
    {
        if (Quantity.TryParse(text, field, out number))
        {
            return true;
        }

        var what = Quantity.IsDuration(field) ? "a number or a length of time such as 500ms or 1.5s" : "a number";
        var written = reader.Text.Substring(field.Span.Start, field.Span.Length);
        reader.Error(
            span,
            LogFields.Aliases.ContainsKey(written)
                ? $"{written} is {field.Name}, which is compared with {what}. For an attribute of the name {written}, write \"{written}\"."
                : $"{field.Name} is compared with {what}.",
            ["a number"]
        );
        return false;
    }

    private bool TryReadId(LogField field, string text, TextSpan span, out string id)
    {
        var digits = field.Name == "trace_id" ? 32 : 16;
        id = text.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        if (id.Length == digits && id.All(char.IsAsciiHexDigit) && id.Any(digit => digit != '0'))
        {
            return true;
        }

        reader.Error(
            span,
            $"{field.Name} has {digits} hexadecimal digits, not all of them 0.",
            [$"{digits} hexadecimal digits"]
        );
        return false;
    }

    // "5xx" and "5??" are the statuses from 500 to 599.
    private static bool IsStatusClass(string text) =>
        text.Length == 3 && char.IsAsciiDigit(text[0]) && (text[1..] is "xx" or "XX" or "??");

    private static LogCondition.Within StatusClass(LogField field, string text) =>
        new(
            field,
            new LogBound((text[0] - '0') * 100, IsIncluded: true),
            new LogBound((text[0] - '0') * 100 + 99, IsIncluded: true)
        );

    // Every record has a time and an id.
    private static LogCondition Existing(LogField field) =>
        KindOf(field) == LogFieldKind.Time || field.Name == "id"
            ? new LogCondition.Everything()
            : new LogCondition.Exists(field);

    private LogCondition? MissingValue(LogField field, TextSpan span)
    {
        reader.Error(span, $"A value of {field.Name} is missing.", ExpectedOf(field));
        return null;
    }

    private static LogFieldKind? KindOf(LogField field) =>
        LogFields.All.TryGetValue(field.Name, out var kind) ? kind : null;

    // Numbers that are no codes: nobody knows how their digits are written.
    private static bool IsMeasure(LogField field) => KindOf(field) == LogFieldKind.Number && field.Name != Status;

    private static string Describe(LogField field) =>
        KindOf(field) switch
        {
            LogFieldKind.Number => "a number",
            LogFieldKind.Severity => "a severity",
            LogFieldKind.Time => "a time",
            LogFieldKind.HexId => "an id",
            _ => "text",
        };

    private static IReadOnlyList<string> ExpectedOf(LogField field) =>
        KindOf(field) switch
        {
            LogFieldKind.Number => ["a number", ">=500", "[1 TO 5]"],
            LogFieldKind.Severity => [.. SeverityRange.Names, ">=warn"],
            LogFieldKind.Time => [">=now-1h", "[2026-03-04 TO now]"],
            LogFieldKind.HexId => ["hexadecimal digits"],
            _ => ["a value", "\"a text\"", "pay*", "/expression/", "(a OR b)"],
        };

    private readonly record struct WrittenBound(string Text, TextSpan Span, bool IsIncluded);
}
