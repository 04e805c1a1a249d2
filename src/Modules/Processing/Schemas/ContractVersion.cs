using System.Globalization;
using System.Text.RegularExpressions;

namespace Monolith.Processing.Schemas;

/// <summary>The version of a contract: MAJOR.MINOR.PATCH.</summary>
internal readonly partial record struct ContractVersion(int Major, int Minor, int Patch)
{
    /// <summary>Reads a version. False when it is none.</summary>
    public static bool TryParse(string? text, out ContractVersion version)
    {
        var match = Form().Match(text ?? "");
        version = match.Success ? new(Part(match, "major"), Part(match, "minor"), Part(match, "patch")) : default;
        return match.Success;
    }

    /// <summary>Whether this one comes after another.</summary>
    public bool IsAfter(ContractVersion other) =>
        (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch)) > 0;

    private static int Part(Match match, string group) =>
        int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"\A(?<major>\d{1,6})\.(?<minor>\d{1,6})\.(?<patch>\d{1,6})\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Form();
}
