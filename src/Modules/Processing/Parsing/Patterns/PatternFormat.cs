using System.Text;
using System.Text.RegularExpressions;

namespace Monolith.Processing.Parsing.Patterns;

/// <summary>A regular expression whose groups with names become fields. Runs without backtracking, so in time that grows with the
/// text alone.</summary>
/// <remarks>Expressions work on characters, so each text costs one string of its own length and one match: memory that grows with
/// the text, up to <see cref="MaxBytes"/>, and not with what it holds.</remarks>
internal sealed class PatternFormat(Regex regex, IReadOnlyList<PatternGroup> groups) : ITextFormat
{
    /// <summary>The longest text that is looked at.</summary>
    public const int MaxBytes = 16 * 1024;

    private const string TooLong = "The text is longer than 16 KiB.";
    private const string NoMatch = "The text does not match the pattern.";

    public string? Parse(ReadOnlyMemory<byte> text, in ParsedFields fields)
    {
        if (text.Length > MaxBytes)
        {
            return TooLong;
        }

        var characters = Encoding.UTF8.GetString(text.Span);
        var match = regex.Match(characters);
        if (!match.Success)
        {
            return NoMatch;
        }

        // Only where each character is one byte does a place in the string say where it is in the text.
        var isAscii = characters.Length == text.Length && Ascii.IsValid(text.Span);
        foreach (var group in groups)
        {
            var found = match.Groups[group.Number];
            if (found.Length == 0)
            {
                continue;
            }

            var value = isAscii ? text.Slice(found.Index, found.Length) : Encode(found.ValueSpan, fields);
            if (!fields.Add(group.Field, value))
            {
                return ParsedFields.TooMany;
            }
        }

        return null;
    }

    private static ReadOnlyMemory<byte> Encode(ReadOnlySpan<char> value, in ParsedFields fields)
    {
        var utf8 = fields.Scratch.Take(Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, utf8.Span);
        return utf8;
    }
}

/// <summary>A group of an expression, and the field that its text becomes.</summary>
/// <param name="Number">Which group it is.</param>
/// <param name="Field">The field's name.</param>
internal readonly record struct PatternGroup(int Number, ReadOnlyMemory<byte> Field);
