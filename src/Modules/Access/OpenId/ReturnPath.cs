namespace Monolith.Access.OpenId;

/// <summary>Where the page goes on after signing in. Always a page of ours, whatever a link says.</summary>
internal static class ReturnPath
{
    private const string Start = "/";
    private const int Longest = 2000;

    /// <summary>The path that was asked for, if browsers take it for one of this host; else the start.</summary>
    public static string Of(string? asked) => asked is { Length: <= Longest } path && IsLocal(path) ? path : Start;

    // Browsers read // and /\ as the beginning of another host, and leave out tabs and line ends before they look.
    private static bool IsLocal(string path) =>
        path.StartsWith('/')
        && !path.StartsWith("//", StringComparison.Ordinal)
        && !path.Contains('\\', StringComparison.Ordinal)
        && !path.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c > '~');
}
