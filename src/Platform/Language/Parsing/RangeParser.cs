using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Language.Parsing;

/// <summary>Reads what is more or less than something: numbers, severities and times.</summary>
internal sealed class RangeParser(QueryReader reader)
{
    /// <summary>Reads the value behind <c>&gt;=</c> and its like.</summary>
    public LogCondition? ParseBound(LogField field, string sign, bool isInGroup)
    {
        var start = reader.Position;
        var (text, _) = reader.ReadValue(isInGroup ? "," : "");
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
            ? FieldKinds.Existing(field)
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
        var (text, _) = reader.ReadValue("]}");
        return new WrittenBound(text, reader.From(start), isIncluded);
    }

    /// <summary>What lies between two bounds, of which one may be none.</summary>
    public LogCondition? Between(LogField field, WrittenBound? low, WrittenBound? high)
    {
        if ((low ?? high) is { Text.Length: 0 } missing)
        {
            reader.Error(missing.Span, $"A value of {field.Name} is missing.", FieldKinds.Expected(field));
            return null;
        }

        switch (LogFields.KindOf(field))
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
                    $"{field.Name} is {FieldKinds.Describe(field)}, and only numbers, severities and times are more or less.",
                    FieldKinds.Expected(field)
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

        if (LogFields.KindOf(field) != LogFieldKind.Severity)
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

    /// <summary>Reads a number in the unit of the field; says so when it is none.</summary>
    public bool TryReadNumber(LogField field, string text, TextSpan span, out double number)
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
}

/// <summary>One end of a range as it stands in the text.</summary>
internal readonly record struct WrittenBound(string Text, TextSpan Span, bool IsIncluded);
