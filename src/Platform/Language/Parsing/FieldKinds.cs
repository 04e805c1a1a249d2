using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Language.Parsing;

/// <summary>What is said about fields by what their values are.</summary>
internal static class FieldKinds
{
    /// <summary>The number that is a code, of which people ask for classes.</summary>
    public const string Status = "http.response.status_code";

    /// <summary>True of numbers that are no codes: nobody knows how their digits are written.</summary>
    public static bool IsMeasure(LogField field) =>
        LogFields.KindOf(field) == LogFieldKind.Number && field.Name != Status;

    /// <summary>The condition that there is a value. Every record has a time and an id.</summary>
    public static LogCondition Existing(LogField field) =>
        LogFields.KindOf(field) == LogFieldKind.Time || field.Name == "id"
            ? new LogCondition.Everything()
            : new LogCondition.Exists(field);

    /// <summary>What the values are, for messages.</summary>
    public static string Describe(LogField field) =>
        LogFields.KindOf(field) switch
        {
            LogFieldKind.Number => "a number",
            LogFieldKind.Severity => "a severity",
            LogFieldKind.Time => "a time",
            LogFieldKind.HexId => "an id",
            _ => "text",
        };

    /// <summary>What can be written behind the field.</summary>
    public static IReadOnlyList<string> Expected(LogField field) =>
        LogFields.KindOf(field) switch
        {
            LogFieldKind.Number => ["a number", ">=500", "[1 TO 5]"],
            LogFieldKind.Severity => [.. SeverityRange.Names, ">=warn"],
            LogFieldKind.Time => [">=now-1h", "[2026-03-04 TO now]"],
            LogFieldKind.HexId => ["hexadecimal digits"],
            _ => ["a value", "\"a text\"", "pay*", "/expression/", "(a OR b)"],
        };
}
