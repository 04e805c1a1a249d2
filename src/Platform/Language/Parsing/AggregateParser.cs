using System.Globalization;
using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Language.Parsing;

/// <summary>Reads what is computed, and by what: <c>count(), p99(duration_ms) as slowest by service, bin(5m)</c>.</summary>
internal sealed class AggregateParser(QueryReader reader, FieldScope scope, FieldParser fields)
{
    private const int MaxAggregates = 20;

    /// <summary>The functions, as they are offered.</summary>
    public static readonly IReadOnlyList<string> Functions =
    [
        "count",
        "uniq",
        "sum",
        "avg",
        "min",
        "max",
        "median",
        "p50",
        "p90",
        "p95",
        "p99",
        "rate",
    ];

    // What other languages call them.
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["dc"] = "uniq",
        ["dcount"] = "uniq",
        ["distinct"] = "uniq",
        ["count_distinct"] = "uniq",
        ["count_uniq"] = "uniq",
        ["mean"] = "avg",
        ["average"] = "avg",
        ["total"] = "sum",
        ["percentile"] = "p99",
        ["quantile"] = "p99",
    };

    /// <summary>Reads the functions; none means <c>count()</c>. Null when one could not be read.</summary>
    /// <param name="behind">What may come behind them.</param>
    public List<LogAggregate>? ParseList(params IReadOnlyList<string> behind)
    {
        var aggregates = new List<LogAggregate>();
        reader.SkipSpaces();
        Expect(behind);
        if (
            reader.IsAtEnd
            || reader.Peek() == '|'
            || behind.Any(word => reader.IsAtWord(word, StringComparison.OrdinalIgnoreCase))
        )
        {
            return [new LogAggregate(LogFunction.Count, null, 0, ColumnNames.Count)];
        }

        do
        {
            reader.SkipSpaces();
            Expect([]);
            if (ParseAggregate() is not { } aggregate)
            {
                return null;
            }

            aggregates.Add(aggregate);
            if (reader.SkipSpaces())
            {
                reader.Expect(CompletionKinds.Keyword, reader.Position, keywords: ["as", .. behind]);
            }
        } while (reader.TryTake(',') && aggregates.Count < MaxAggregates);

        return aggregates;
    }

    /// <summary>Reads what rows are grouped by. Null when it could not be read.</summary>
    public LogGroup? ParseGroup()
    {
        reader.SkipSpaces();
        if (!reader.TryTake("bin("))
        {
            return fields.ParseField("Behind by", "bin(") is { } field
                ? new LogGroup(field, null, ParseName() ?? field.Name)
                : null;
        }

        reader.SkipSpaces();
        reader.Expect(CompletionKinds.Field | CompletionKinds.Duration, reader.Position);
        var source = new LogField(LogFields.Timestamp);
        if (!char.IsAsciiDigit(reader.Peek()))
        {
            if (fields.ParseField("What bin parts") is not { } field || !RequireComma())
            {
                return null;
            }

            source = field;
        }

        if (ParseWidth(source) is not { } width || !RequireClose())
        {
            return null;
        }

        return new LogGroup(source, width, ParseName() ?? ColumnNames.Bin(source, width));
    }

    /// <summary>Reads a length of time that is not nothing; says so when there is none.</summary>
    public bool TryParseSpan(out long nanos)
    {
        reader.SkipSpaces();
        reader.Expect(CompletionKinds.Duration, reader.Position);
        var bare = reader.ReadBare(",");
        if (LogSpan.TryParse(bare.Text, out nanos) && nanos > 0)
        {
            return true;
        }

        reader.Error(bare.Span, $"This must be {LogSpan.Syntax}.", ["1m", "5m", "1h"]);
        return false;
    }

    private void Expect(IReadOnlyList<string> behind) =>
        reader.Expect(
            CompletionKinds.Function | (behind.Count > 0 ? CompletionKinds.Keyword : CompletionKinds.None),
            reader.Position,
            keywords: behind
        );

    private LogAggregate? ParseAggregate()
    {
        var start = reader.Position;
        var written = reader.PeekName();
        reader.Position += written.Length;
        var span = reader.From(start);
        if (!TryReadFunction(written, out var function, out var quantile))
        {
            reader.Error(
                span with
                {
                    Length = Math.Max(span.Length, reader.IsAtEnd ? 0 : 1),
                },
                written.Length == 0 ? "A function is missing." : $"There is no function {written}.",
                Functions,
                OtherNames.GetValueOrDefault(written) ?? Nearest.Of(written, Functions)
            );
            return null;
        }

        LogField? field = null;
        var isOpen = reader.TryTake('(');
        reader.SkipSpaces();
        if (isOpen && reader.Peek() != ')')
        {
            // SQL's fingers: count(*).
            if (!(function == LogFunction.Count && reader.TryTake('*')))
            {
                field = fields.ParseField($"What {written} is of");
                if (field is null)
                {
                    return null;
                }
            }
        }

        if (isOpen && !RequireClose())
        {
            return null;
        }

        if (!Accepts(function, field, written, span))
        {
            return null;
        }

        return new LogAggregate(function, field, quantile, ParseName() ?? ColumnNames.Call(written, field));
    }

    private bool Accepts(LogFunction function, LogField? field, string written, TextSpan span)
    {
        if (field is null && function is not (LogFunction.Count or LogFunction.Rate))
        {
            reader.Error(span, $"{written} is of a field: {written}(duration_ms).", [$"{written}(duration_ms)"]);
            return false;
        }

        if (field is not null && function == LogFunction.Rate)
        {
            reader.Error(field.Span, "rate() is of records, and has nothing between the parentheses.", ["rate()"]);
            return false;
        }

        var kind = field is null ? null : LogFields.KindOf(field);
        var needsNumber = function is LogFunction.Sum or LogFunction.Avg or LogFunction.Quantile;
        if (needsNumber && !scope.IsTable && kind is not (null or LogFieldKind.Number or LogFieldKind.Severity))
        {
            reader.Error(
                field!.Span,
                $"{written} is of numbers, and {field.Name} has none.",
                ["a field of numbers", "duration_ms"]
            );
            return false;
        }

        return true;
    }

    private static bool TryReadFunction(string written, out LogFunction function, out double quantile)
    {
        var name = written.ToLowerInvariant();
        quantile = name == "median" ? 0.5 : 0;
        if (
            name.StartsWith('p')
            && name.Length is >= 2 and <= 8
            && double.TryParse(
                name.AsSpan(1),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var percent
            )
        )
        {
            quantile = percent / 100;
            function = LogFunction.Quantile;
            return percent is > 0 and < 100;
        }

        LogFunction? read = name switch
        {
            "count" => LogFunction.Count,
            "uniq" => LogFunction.Uniq,
            "sum" => LogFunction.Sum,
            "avg" => LogFunction.Avg,
            "min" => LogFunction.Min,
            "max" => LogFunction.Max,
            "median" => LogFunction.Quantile,
            "rate" => LogFunction.Rate,
            _ => null,
        };
        function = read ?? default;
        return read is not null;
    }

    private double? ParseWidth(LogField field)
    {
        reader.SkipSpaces();
        reader.Expect(CompletionKinds.Duration, reader.Position);
        if (LogFields.KindOf(field) == LogFieldKind.Time)
        {
            return TryParseSpan(out var nanos) ? nanos : null;
        }

        var bare = reader.ReadBare(",");
        if (Quantity.TryParse(bare.Text, field, out var width) && width > 0)
        {
            return width;
        }

        reader.Error(
            bare.Span,
            "The width of a bin is a number, or for a time a length of time such as 5m.",
            ["100", "5m"]
        );
        return null;
    }

    private string? ParseName()
    {
        var end = reader.Position;
        reader.SkipSpaces();
        if (!reader.TryTakeWord("as", StringComparison.OrdinalIgnoreCase))
        {
            reader.Position = end;
            return null;
        }

        reader.SkipSpaces();
        var start = reader.Position;
        reader.Expect(CompletionKinds.None, start);
        var name = fields.ReadName();
        if (name is null)
        {
            reader.Error(new TextSpan(start, 0), "Behind as comes a name.", ["a name"]);
        }

        return name;
    }

    private bool RequireComma() => Require(',', "bin has a field and a width: bin(duration_ms, 100).");

    private bool RequireClose() => Require(')', "A parenthesis is opened and not closed.");

    private bool Require(char symbol, string message)
    {
        reader.SkipSpaces();
        if (reader.TryTake(symbol))
        {
            return true;
        }

        reader.Error(new TextSpan(reader.Position, reader.IsAtEnd ? 0 : 1), message, [symbol.ToString()]);
        return false;
    }
}
