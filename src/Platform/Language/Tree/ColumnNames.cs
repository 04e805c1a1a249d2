namespace Monolith.Platform.Language.Tree;

/// <summary>How the columns are called that stages make, where the question itself gives no name.</summary>
public static class ColumnNames
{
    /// <summary>How many records: of <c>stats</c> without a function, of <c>top</c> and of <c>patterns</c>.</summary>
    public const string Count = "count()";

    /// <summary>The shape of bodies, of <c>patterns</c>.</summary>
    public const string Pattern = "pattern";

    /// <summary>The name of what a function computes: <c>p99(duration_ms)</c>.</summary>
    public static string Call(string function, LogField? field) => $"{function.ToLowerInvariant()}({field?.Name})";

    /// <summary>The name of bins: <c>bin(5m)</c>, <c>bin(duration_ms, 100)</c>.</summary>
    public static string Bin(LogField field, double width) =>
        field.Name == LogFields.Timestamp ? $"bin({LogSpan.ToText((long)width)})"
        : LogFields.KindOf(field) == LogFieldKind.Time ? $"bin({field.Name}, {LogSpan.ToText((long)width)})"
        : $"bin({field.Name}, {width:R})";

    /// <summary>The name of a column as it is always spelled: without needless spaces, and with the fields' own names.</summary>
    internal static string Normalize(string function, string arguments)
    {
        // count(*) is count().
        var names = arguments.Trim(' ', '*').Split(',', StringSplitOptions.TrimEntries).Select(LogFields.Canonical);
        return $"{function.ToLowerInvariant()}({string.Join(", ", names)})";
    }
}
