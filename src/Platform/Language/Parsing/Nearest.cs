namespace Monolith.Platform.Language.Parsing;

/// <summary>Guesses which of some names was meant by one that is none of them.</summary>
internal static class Nearest
{
    // Longer ones are no slips of a finger, and would cost more to look at.
    private const int MaxLength = 40;

    /// <summary>The name that is the fewest slips away, or none when all are far.</summary>
    public static string? Of(string word, IEnumerable<string> names)
    {
        if (word.Length is < 2 or > MaxLength)
        {
            return null;
        }

        string? nearest = null;
        var least = word.Length < 6 ? 2 : 3;
        foreach (var name in names)
        {
            var slips = Math.Abs(name.Length - word.Length) < least ? Slips(word, name, least) : least;
            if (slips < least)
            {
                (nearest, least) = (name, slips);
            }
        }

        return nearest;
    }

    // How many characters must be put in, left out, changed or swapped with their neighbour; case does not count.
    private static int Slips(string word, string name, int enough)
    {
        Span<int> before = stackalloc int[MaxLength + 8];
        Span<int> previous = stackalloc int[MaxLength + 8];
        Span<int> current = stackalloc int[MaxLength + 8];
        if (name.Length + 1 > current.Length)
        {
            return enough;
        }

        for (var j = 0; j <= name.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= word.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= name.Length; j++)
            {
                var change = Same(word[i - 1], name[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
                if (i > 1 && j > 1 && Same(word[i - 1], name[j - 2]) && Same(word[i - 2], name[j - 1]))
                {
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
                }
            }

            previous.CopyTo(before);
            current.CopyTo(previous);
        }

        return previous[name.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
