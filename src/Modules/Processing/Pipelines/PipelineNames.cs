using System.Text.RegularExpressions;

namespace Monolith.Processing.Pipelines;

/// <summary>What pipelines and stages are called: the names become parts of addresses, of ids of documents and of metrics.</summary>
internal static partial class PipelineNames
{
    /// <summary>What a name must be like, for people.</summary>
    public const string Rule = "A name is 1 to 64 lower-case letters, digits, '-' and '_', the first no sign.";

    /// <summary>Whether this can be a name.</summary>
    public static bool IsName(string text) => Names().IsMatch(text);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9\-_]{0,63}\z", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Names();
}
