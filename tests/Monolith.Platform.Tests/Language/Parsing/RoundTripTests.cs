using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Parsing;
using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Tests.Language.Parsing;

public sealed class RoundTripTests
{
    // What the language is made of, and what is likely to be taken for it.
    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.Elements(
            "a",
            "B",
            "7",
            "é",
            "ſ",
            "😀",
            "\ud800",
            "\u00a0",
            "\0",
            "_",
            "-",
            "!",
            "+",
            ".",
            ",",
            "/",
            "\\",
            "\"",
            "'",
            "*",
            "?",
            ":",
            "=",
            "==",
            "!=",
            "=~",
            "<",
            ">=",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "|",
            "||",
            "&&",
            "@",
            "$",
            "%"
        ),
        Gen.Elements(" ", " ", " ", "\n", " AND ", " OR ", " NOT ", " TO ", "and", " by ", " as ", " every ", " desc"),
        Gen.Elements(
            "service:",
            "status:",
            "severity>=",
            "timestamp:",
            "duration_ms>",
            "trace:",
            "body=",
            "error",
            "500",
            "5xx",
            "1.5s",
            "now-1h",
            "2026-03-04",
            "0af7651916cd43dd8448eb211c80319c",
            "/a(b|c)/",
            "/x/i",
            "[1 TO 5}",
            "\"a b\""
        ),
        Gen.Elements(
            "| stats count()",
            "| stats p99(x) as y by service, bin(5m)",
            "| top 3 route",
            "| timeseries rate() by a every 1m",
            "| uniq a, b",
            "| sort count() desc",
            "| limit 5",
            "| fields a, b",
            "| parse \"a <x> b\"",
            "| parse /(?<x>a)/",
            "| patterns",
            "| where x>5",
            "@last 15m",
            "@from now-1d @to now",
            "| parse url \"<y>\""
        )
    );

    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.ListOf(Piece).Select(string.Concat),
        Gen.ListOf(Piece).Select(pieces => string.Join(' ', pieces))
    );

    private static readonly Gen<string> Value = Gen.OneOf(
        Gen.Elements(
            "a",
            "B c",
            "/x",
            "/x/",
            "é",
            "*",
            "a*",
            "\\",
            "\"",
            "'a'",
            "AND",
            ">5",
            "(a)",
            "-5",
            "a,b",
            "a|b",
            "\n",
            "now",
            "x:y",
            "[1"
        ),
        Gen.Elements("a", "b", "/", "\\", " ", "*", "?", "(", ")", "\"", "'").ListOf(4).Select(string.Concat)
    );

    private static readonly Gen<LogField> Attribute = Gen.Elements(
            "a",
            "order.id",
            "status",
            "x y",
            "AND",
            "k:v",
            "\"",
            "\\",
            "count()",
            "http://x",
            "a-",
            "7",
            "@last",
            "service.name"
        )
        .Where(name => name != "service.name")
        .Select(name => new LogField(name));

    private static readonly Gen<LogField> Text = Gen.OneOf(
        Attribute,
        Gen.Elements("service", "http.route", "user_id", LogFields.Body).Select(name => new LogField(name))
    );

    private static readonly Gen<double> Number = Gen.Elements(0, 1, -5, 0.1, 1e20, 1.5e-7, 12345.678, double.MaxValue);

    private static readonly Gen<LogTime> Time = Gen.Elements(
            "now",
            "now-15m",
            "now+1h",
            "2026-03-04T05:06:07Z",
            "2026-03-04T05:06:07.000000001Z"
        )
        .Select(text =>
        {
            Assert.True(LogTime.TryParse(text, out var time));
            return time;
        });

    private static readonly Regex PlaceInText = new(
        "Span = TextSpan { Start = [0-9]+, Length = [0-9]+ }",
        RegexOptions.NonBacktracking
    );

    [Fact]
    public void Any_text_at_all_is_read_and_what_was_understood_is_written_the_same_ever_after()
    {
        Prop.ForAll(
                Gen.OneOf(AnyText, ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""), AnyBytes())
                    .ToArbitrary(),
                text =>
                {
                    var parsed = LogQueryParser.Parse(text);
                    var once = LogQueryPrinter.Print(parsed.Query);
                    var again = LogQueryParser.Parse(once);
                    Assert.False(again.HasErrors, $"{text}\n{once}\n{string.Join('\n', again.Diagnostics)}");
                    Assert.Equal(once, LogQueryPrinter.Print(again.Query));
                    Assert.All(
                        parsed.Diagnostics,
                        d =>
                            Assert.True(
                                d.Span is { Start: >= 0, Length: >= 0 } && d.Span.Start + d.Span.Length <= text.Length
                            )
                    );
                    LogQueryParser.ParseFilter(text);
                    LogQueryParser.ContextAt(text, text.Length / 2);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Fact]
    public void A_condition_that_is_written_and_read_means_the_same()
    {
        Prop.ForAll(
                Gen.Sized(size => Condition(Math.Min(size, 20))).ToArbitrary(),
                condition =>
                {
                    var text = LogQueryPrinter.Print(condition);
                    var parsed = LogQueryParser.ParseFilter(text);
                    Assert.False(parsed.HasErrors, $"{text}\n{string.Join('\n', parsed.Diagnostics)}");
                    Assert.Equal(Describe(Flat(condition)), Describe(parsed.Filter));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    private static Gen<string> AnyBytes() =>
        ArbMap.Default.GeneratorFor<byte[]>().Select(bytes => Encoding.Latin1.GetString(bytes ?? []));

    private static Gen<LogCondition> Condition(int size)
    {
        if (size <= 1)
        {
            return Leaf();
        }

        var part = Condition(size / 3);
        var parts = Gen.Choose(2, 3).SelectMany(count => Gen.ArrayOf(part, count));
        return Gen.OneOf(
            Leaf(),
            parts.Select(some => (LogCondition)new LogCondition.All(some)),
            parts.Select(some => (LogCondition)new LogCondition.Any(some)),
            part.Select(one => (LogCondition)new LogCondition.Not(one))
        );
    }

    private static Gen<LogCondition> Leaf() =>
        Gen.OneOf<LogCondition>(
            Gen.Elements("a", "and", "not", "é", "a b", "\u00a0x", "to")
                .Select(text => (LogCondition)new LogCondition.Words(BodyTerm.Phrase(text)!)),
            Gen.Elements("a*", "?", "*b?", "é*").Select(pattern => (LogCondition)new LogCondition.WordLike(pattern)),
            from field in Text
            from value in Value
            where value.Length > 0
            select (LogCondition)new LogCondition.Equal(field, value),
            from field in Text
            from start in Value
            from end in Value
            let pattern = Glob.Normalize(Escaped(start) + "*" + Escaped(end))
            where pattern != "*"
            select (LogCondition)new LogCondition.Like(field, pattern),
            from field in Text
            from regex in Gen.Elements("a", "a/b", "\\/", "(a|b)c$", "\\|", "\\ x", "[/]", "a b", "i", "é")
            select (LogCondition)new LogCondition.Matches(field, regex.Replace("\\/", "/", StringComparison.Ordinal)),
            Text.Select(field => (LogCondition)new LogCondition.Exists(field)),
            from field in Attribute
            from low in Bound()
            from high in Bound()
            where low is not null || high is not null
            select (LogCondition)new LogCondition.Within(field, low, high),
            from low in Gen.Choose(1, 24)
            from high in Gen.Choose(low, 24)
            select (LogCondition)
                new LogCondition.Within(
                    new LogField(LogFields.Severity),
                    new LogBound(low, IsIncluded: true),
                    new LogBound(high, IsIncluded: true)
                ),
            from number in Gen.Choose(1, 24)
            from isLow in Gen.Elements(true, false)
            from isIncluded in Gen.Elements(true, false)
            let bound = new LogBound(number, isIncluded)
            select (LogCondition)
                new LogCondition.Within(new LogField(LogFields.Severity), isLow ? bound : null, isLow ? null : bound),
            from start in Time
            from end in Time
            select (LogCondition)new LogCondition.During(start, end),
            from start in Time
            select (LogCondition)new LogCondition.During(start, null),
            from end in Time
            select (LogCondition)new LogCondition.During(null, end)
        );

    private static Gen<LogBound?> Bound() =>
        Gen.OneOf(
            Gen.Constant<LogBound?>(null),
            from number in Number
            from isIncluded in Gen.Elements(true, false)
            select (LogBound?)new LogBound(number, isIncluded)
        );

    private static string Escaped(string text) => string.Concat(text.Select(Glob.Escape));

    // Parentheses that change nothing are not kept.
    private static LogCondition Flat(LogCondition condition) =>
        condition switch
        {
            LogCondition.All all => new LogCondition.All([
                .. all.Parts.Select(Flat).SelectMany(part => part is LogCondition.All inner ? inner.Parts : [part]),
            ]),
            LogCondition.Any any => new LogCondition.Any([
                .. any.Parts.Select(Flat).SelectMany(part => part is LogCondition.Any inner ? inner.Parts : [part]),
            ]),
            LogCondition.Not not => new LogCondition.Not(Flat(not.Part)),
            _ => condition,
        };

    private static string Describe(LogCondition condition) =>
        condition switch
        {
            LogCondition.All all => $"all({string.Join("; ", all.Parts.Select(Describe))})",
            LogCondition.Any any => $"any({string.Join("; ", any.Parts.Select(Describe))})",
            LogCondition.Not not => $"not({Describe(not.Part)})",
            LogCondition.Words words => $"words({string.Join(' ', words.Term.Words)})",
            _ => PlaceInText.Replace($"{condition}", ""),
        };
}
