namespace Monolith.Platform.ClickHouse;

/// <summary>Names of databases, tables and columns in SQL.</summary>
public static class SqlName
{
    /// <summary>The name in backticks, whatever is in it.</summary>
    public static string Quote(string name) =>
        $"`{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)}`";
}
