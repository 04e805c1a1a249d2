using System.Text;
using System.Text.RegularExpressions;

namespace Monolith.Explore.Saved;

/// <summary>What ids of saved things look like: they become parts of addresses and of ids of documents.</summary>
internal static partial class SavedIds
{
    private const int MaxLength = 64;

    /// <summary>What an id must be.</summary>
    public static string Rule { get; } =
        $"id must be lower-case letters, digits, '-', '_' and '.', at most {MaxLength} of them.";

    /// <summary>Whether something may have this id.</summary>
    public static bool IsId(string text) => Ids().IsMatch(text);

    /// <summary>The id of something that has none of its own: <c>slow-orders</c> of <c>Slow orders!</c>.</summary>
    /// <returns>Null when the name has no letter or digit that an id may have.</returns>
    public static string? Of(string name)
    {
        var id = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                id.Append(char.ToLowerInvariant(letter));
            }
            else if (id.Length > 0 && id[^1] != '-')
            {
                id.Append('-');
            }
        }

        id.Length = Math.Min(id.Length, MaxLength);
        return id.ToString().Trim('-') is { Length: > 0 } text ? text : null;
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9\-_.]{0,63}\z", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Ids();
}
