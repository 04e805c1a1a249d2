using Monolith.Platform.Language.Parsing;

namespace Monolith.Explore.Completion;

/// <summary>What the language itself offers, with a few words on each.</summary>
internal static class LanguageWords
{
    private static readonly (string Name, string Detail)[] StageDetails =
    [
        ("where", "lets through what meets a condition"),
        ("stats", "numbers for each group: stats count() by service"),
        ("top", "the values that come most often: top 10 http.route"),
        ("timeseries", "numbers over time: timeseries count() by severity"),
        ("uniq", "each different value once"),
        ("sort", "another order: sort duration_ms desc"),
        ("limit", "the first ones alone"),
        ("fields", "these fields alone"),
        ("parse", "takes fields out of text: parse \"took <ms> ms\""),
        ("patterns", "the shapes that bodies have"),
    ];

    private static readonly (string Name, string Detail, bool TakesField)[] FunctionDetails =
    [
        ("count", "how many records", false),
        ("rate", "records per second", false),
        ("uniq", "how many different values", true),
        ("sum", "the sum", true),
        ("avg", "the mean", true),
        ("min", "the smallest", true),
        ("max", "the largest", true),
        ("median", "half are below", true),
        ("p50", "half are below", true),
        ("p90", "nine of ten are below", true),
        ("p95", "19 of 20 are below", true),
        ("p99", "99 of 100 are below", true),
    ];

    private static readonly Dictionary<string, string> KeywordDetails = new(StringComparer.Ordinal)
    {
        ["AND"] = "both; may be left out",
        ["OR"] = "one of them or both",
        ["NOT"] = "does not; may be written -",
        ["@last"] = "how far back: @last 15m",
        ["@from"] = "since when",
        ["@to"] = "until when",
        ["by"] = "for each value of a field",
        ["as"] = "a name for it",
        ["every"] = "how long the intervals are: every 5m",
        ["bin("] = "intervals of time, or steps of a number: bin(5m)",
    };

    /// <summary>The stages.</summary>
    public static IEnumerable<CompletionItem> Stages =>
        StageDetails.Select(s => new CompletionItem(s.Name, CompletionKind.Stage, s.Detail, null, $"{s.Name} "));

    /// <summary>The functions.</summary>
    public static IEnumerable<CompletionItem> Functions =>
        FunctionDetails.Select(f => new CompletionItem(
            $"{f.Name}()",
            CompletionKind.Function,
            f.Detail,
            null,
            f.TakesField ? $"{f.Name}(" : $"{f.Name}()"
        ));

    /// <summary>Lengths of time.</summary>
    public static IEnumerable<CompletionItem> Durations => Values("1m", "5m", "15m", "1h", "6h", "1d", "7d");

    /// <summary>Moments.</summary>
    public static IEnumerable<CompletionItem> Times => Values("now", "now-15m", "now-1h", "now-6h", "now-1d", "now-7d");

    /// <summary>Severities, which are ordered and therefore offered in their order.</summary>
    public static IReadOnlyList<string> Severities { get; } = ["trace", "debug", "info", "warn", "error", "fatal"];

    /// <summary>Words that the parser says could stand there.</summary>
    public static IEnumerable<CompletionItem> Keywords(CompletionContext context) =>
        context
            .Keywords.Where(_ => context.Kinds.HasFlag(CompletionKinds.Keyword))
            .Select(word => new CompletionItem(
                word,
                CompletionKind.Keyword,
                KeywordDetails.GetValueOrDefault(word),
                null,
                word.EndsWith('(') ? word : $"{word} "
            ));

    private static IEnumerable<CompletionItem> Values(params IEnumerable<string> values) =>
        values.Select(value => new CompletionItem(value, CompletionKind.Value, null, null, $"{value} "));
}
