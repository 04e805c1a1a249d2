using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Language.Parsing;

/// <summary>Reads what a field is compared with, and makes conditions of it by what the field's values are.</summary>
internal sealed class ValueParser(QueryReader reader, BodyParser body, RangeParser ranges)
{
    /// <summary>What an expression asks of a field.</summary>
    public LogCondition? Matching(LogField field, string regex, TextSpan span)
    {
        if (LogFields.KindOf(field) is LogFieldKind.Severity or LogFieldKind.Time || FieldKinds.IsMeasure(field))
        {
            reader.Error(
                span,
                $"{field.Name} is {FieldKinds.Describe(field)}, in which no expression is looked for.",
                FieldKinds.Expected(field)
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
        var (text, bare) = reader.ReadValue(isInGroup ? "," : "");
        var span = reader.From(start);
        var isBody = LogFields.KindOf(field) == LogFieldKind.Words && !isWhole;
        if (text.Length == 0)
        {
            return bare is null ? new LogCondition.Not(FieldKinds.Existing(field)) : Missing(field, span);
        }

        if (bare is not { } unquoted)
        {
            return isBody ? body.Phrase(text, span) : Exactly(field, text, span);
        }

        if (Glob.Normalize(unquoted.Pattern) is "*")
        {
            return FieldKinds.Existing(field);
        }

        return isBody ? body.Words(unquoted)
            : unquoted.HasWildcards ? Like(field, unquoted)
            : Exactly(field, text, span);
    }

    private LogCondition? Exactly(LogField field, string text, TextSpan span)
    {
        switch (LogFields.KindOf(field))
        {
            case LogFieldKind.Time when Moment.TryParse(text, out var relative) && relative.Start == relative.End:
                reader.Error(span, "A time that is relative to now is a bound: timestamp>=now-1h.", [">=", "<"]);
                return null;
            case LogFieldKind.Time:
                var moment = new WrittenBound(text, span, IsIncluded: true);
                return ranges.Between(field, moment, moment);
            case LogFieldKind.Severity when text.ToUpperInvariant() is "UNSPECIFIED" or "NONE":
                return new LogCondition.Not(FieldKinds.Existing(field));
            case LogFieldKind.Severity:
                var severity = new WrittenBound(text, span, IsIncluded: true);
                return ranges.Between(field, severity, severity);
            case LogFieldKind.Number when field.Name == FieldKinds.Status && IsStatusClass(text):
                return StatusClass(field, text);
            case LogFieldKind.Number:
                return ranges.TryReadNumber(field, text, span, out var number)
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
        switch (LogFields.KindOf(field))
        {
            case LogFieldKind.Number when field.Name == FieldKinds.Status && IsStatusClass(pattern):
                return StatusClass(field, pattern);
            case LogFieldKind.Number when !FieldKinds.IsMeasure(field):
            case LogFieldKind.Text or LogFieldKind.Words or null:
                return new LogCondition.Like(field, pattern);
            case LogFieldKind.HexId:
                return new LogCondition.Like(field, pattern.ToLowerInvariant());
            default:
                reader.Error(
                    bare.Span,
                    $"{field.Name} is {FieldKinds.Describe(field)}, for which no wildcards are.",
                    FieldKinds.Expected(field)
                );
                return null;
        }
    }

    private LogCondition? Missing(LogField field, TextSpan span)
    {
        reader.Error(span, $"A value of {field.Name} is missing.", FieldKinds.Expected(field));
        return null;
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
}
