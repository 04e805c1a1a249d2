using System.Text;

namespace Monolith.Platform.Language.Parsing;

/// <summary>Texts with names in angle brackets, from which fields are taken: <c>took &lt;ms&gt; ms</c>.</summary>
internal static class ParseText
{
    private const int MaxName = 100;

    /// <summary>The same as an expression. A name takes as little as it can; the last one, at the end, takes all there is.
    /// <c>&lt;_&gt;</c> stands for what is not wanted.</summary>
    public static string ToRegex(string text)
    {
        var regex = new StringBuilder();
        var done = 0;
        for (var open = text.IndexOf('<'); open >= 0; open = text.IndexOf('<', open + 1))
        {
            var close = text.IndexOf('>', open);
            var name = close < 0 || close - open > MaxName ? "" : text[(open + 1)..close];
            if (!LogRegex.IsName(name))
            {
                continue;
            }

            Escape(regex, text.AsSpan(done, open - done));
            done = close + 1;
            var many = done == text.Length ? ".*" : ".*?";
            regex.Append(name == "_" ? many : $"(?<{name}>{many})");
        }

        Escape(regex, text.AsSpan(done));
        return regex.ToString();
    }

    private static void Escape(StringBuilder regex, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            regex.Append(
                c < 0x80 && !char.IsAsciiLetterOrDigit(c) && c is not ('_' or ' ') && !char.IsControl(c)
                    ? $"\\{c}"
                    : $"{c}"
            );
        }
    }
}
