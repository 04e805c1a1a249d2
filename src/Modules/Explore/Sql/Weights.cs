namespace Monolith.Explore.Sql;

/// <summary>How many records the rows of <c>logs</c> stand for: one that was kept when its like were left out by sampling stands
/// for all of them. Whatever counts records adds up their weights.</summary>
internal static class Weights
{
    /// <summary>How many records the rows of a group stand for.</summary>
    public const string Count = "sum(weight)";

    /// <summary>How many records a row stands for, as the roll-ups have it.</summary>
    public const string OfRow = "toUInt64(weight)";

    /// <summary>How many records those rows of a group stand for that meet a condition.</summary>
    public static string CountIf(string condition) => $"sumIf(weight, {condition})";
}
