using System.Text;
using System.Text.Json;
using Monolith.Audit.Canonical;

namespace Monolith.Audit.Reading;

/// <summary>Makes SQL of words that entries are to have, with which the index over their words serves. In an entry a line break is
/// <c>\n</c>, whose letter must not become part of the word after it: what is escaped is a gap, as in the index.</summary>
/// <param name="parameters">Takes the words: none stands in the SQL.</param>
internal sealed class EntryWords(Dictionary<string, string> parameters)
{
    // As the index has it, character by character (0004_audit_texts.sql).
    private const string Texts = @"lowerUTF8(replaceRegexpAll(entry, '\\\\(u00..|.)', ' '))";

    /// <summary>True of entries that have all words of a text, whatever their case. What stands between the characters of a word, as in
    /// <c>course-3/exam-2</c>, must stand there too.</summary>
    public string Of(string text) =>
        string.Join(" AND ", text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SelectMany(Conditions));

    /// <summary>True of entries that may have a text as one of their values, and of all that do.</summary>
    public string MayHave(string text) => string.Join(" AND ", WordsIn(text).Select(Has).DefaultIfEmpty("1"));

    private IEnumerable<string> Conditions(string text)
    {
        var words = WordsIn(text).ToList();
        var conditions = words.Select(Has);
        return words is [var only] && only == text
            ? conditions
            : conditions.Append($"position(lowerUTF8(entry), lowerUTF8({Parameter(Written(text))})) > 0");
    }

    private string Has(string word) => $"hasToken({Texts}, lowerUTF8({Parameter(word)}))";

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
    private static IEnumerable<string> WordsIn(string text)
    {
        var begin = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || !char.IsAscii(text[i])))
            {
                continue;
            }

            if (i > begin)
            {
                yield return text[begin..i];
            }

            begin = i + 1;
        }
    }
}
