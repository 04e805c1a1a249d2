using System.Text;

namespace Monolith.Processing.Editing.Tables;

/// <summary>Reads comma-separated values as RFC 4180 has them.</summary>
internal static class CsvLines
{
    /// <summary>The lines, each with its values. Empty lines are passed over.</summary>
    public static IEnumerable<List<string>> Read(string text)
    {
        var line = new List<string>();
        var value = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (isQuoted)
            {
                if (letter != '"')
                {
                    value.Append(letter);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    value.Append('"');
                    i++;
                }
                else
                {
                    isQuoted = false;
                }

                continue;
            }

            switch (letter)
            {
                case '"':
                    isQuoted = true;
                    break;
                case ',':
                    End(line, value);
                    break;
                case '\r':
                    break;
                case '\n':
                    End(line, value);
                    if (line is not [""])
                    {
                        yield return line;
                    }

                    line = [];
                    break;
                default:
                    value.Append(letter);
                    break;
            }
        }

        End(line, value);
        if (line is not [""])
        {
            yield return line;
        }
    }

    private static void End(List<string> line, StringBuilder value)
    {
        line.Add(value.ToString());
        value.Clear();
    }
}
