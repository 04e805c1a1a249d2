using System.Text;
using System.Text.Json;
using Monolith.Audit.Canonical;

namespace Monolith.Audit.Reading;

/// <summary>Makes SQL of words that entries are to have. Entries are looked at as they are written, so that the index over their words
/// serves; what is looked for is written in the same way.</summary>
/// <param name="parameters">Takes the words: none stands in the SQL.</param>
internal sealed class EntryWords(Dictionary<string, string> parameters)
{
    /// <summary>True of entries that have all words of a text, whatever their case. What stands between the characters of a word, as in
    /// <c>course-3/exam-2</c>, must stand there too.</summary>
    public string Of(string text) =>
        string.Join(
            " AND ",
            text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Written).SelectMany(Conditions)
        );

    /// <summary>True of entries that may have a text as one of their values, and of all that do.</summary>
    public string MayHave(string text) => string.Join(" AND ", WordsIn(Written(text)).Select(Has).DefaultIfEmpty("1"));

    private IEnumerable<string> Conditions(string written)
    {
        var words = WordsIn(written).ToList();
        var conditions = words.Select(Has);
        return words is [var only] && only == written
            ? conditions
            : conditions.Append($"position(lowerUTF8(entry), lowerUTF8({Parameter(written)})) > 0");
    }

    private string Has(string word) => $"hasToken(lowerUTF8(entry), lowerUTF8({Parameter(word)}))";

    private string Parameter(string value)
    {
        var name = $"word{parameters.Count}";
        parameters[name] = value;
        return $"{{{name}:String}}";
    }

    /// <summary>A text as it stands in an entry, without the quotation marks around it.</summary>
    private static string Written(string text) =>
        Encoding.UTF8.GetString(CanonicalJson.Of(JsonSerializer.SerializeToElement(text)))[1..^1];

    /// <summary>The words as the index knows them: letters and digits, and whatever is not ASCII.</summary>
    private static IEnumerable<string> WordsIn(string written)
    {
        var begin = 0;
        for (var i = 0; i <= written.Length; i++)
        {
            if (i < written.Length && (char.IsAsciiLetterOrDigit(written[i]) || !char.IsAscii(written[i])))
            {
                continue;
            }

            if (i > begin)
            {
                yield return written[begin..i];
            }

            begin = i + 1;
        }
    }
}
