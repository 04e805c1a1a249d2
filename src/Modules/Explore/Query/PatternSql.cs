namespace Monolith.Explore.Query;

/// <summary>The shape of a body as SQL: what differs from one record to the next is left out.</summary>
internal static class PatternSql
{
    /// <summary>How many of the newest records patterns are made of.</summary>
    public const int MaxSample = 100_000;

    /// <summary>How many characters of an example are shown.</summary>
    public const int MaxLength = 500;

    private const int PatternLength = 300;

    // In this order, because times and ids are made of numbers, and texts of everything. Written as SQL has them.
    private static readonly (string Regex, string Instead)[] Differing =
    [
        (@"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", "<*>"),
        (@"\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?:Z|[+-]\\d\\d:?\\d\\d)?", "<*>"),
        (@"""[^""\\n]{0,200}""", "<*>"),
        (@"([\\s=(:,\\[])\'[^\'\\n]{0,200}\'", @"\\1<*>"),
        (@"(?:0x)?[0-9a-fA-F]*[0-9][0-9a-fA-F]*(?:[.,:/-][0-9a-fA-F]*[0-9][0-9a-fA-F]*)*", "<*>"),
    ];

    /// <summary>The pattern of a body.</summary>
    public static string OfBody { get; } =
        Differing.Aggregate(
            "leftUTF8(body, 1000)",
            (text, differing) => $"replaceRegexpAll({text}, '{differing.Regex}', '{differing.Instead}')",
            text => $"leftUTF8({text}, {PatternLength})"
        );
}
