using System.Text.RegularExpressions;

namespace Monolith.Explore.Saved;

/// <summary>Puts the values of variables into questions, as the page does when it asks them.</summary>
internal static partial class DashboardVariables
{
    private const string Everything = "*";

    /// <summary>The question with the defaults of the variables. A <c>$name</c> that is no variable stays as it is.</summary>
    public static string Fill(string query, IReadOnlyList<DashboardVariable> variables) =>
        Names()
            .Replace(
                query,
                name =>
                    variables.FirstOrDefault(variable => variable?.Name == name.Groups["name"].Value) is { } variable
                        ? Write(variable.Default)
                        : name.Value
            );

    // Everything that has the field, or exactly this value.
    private static string Write(string? value) =>
        value is null or "" or Everything
            ? Everything
            : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex(@"\$(?<name>[A-Za-z][A-Za-z0-9_]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Names();
}
