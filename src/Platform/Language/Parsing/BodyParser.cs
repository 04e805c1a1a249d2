using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Language.Parsing;

/// <summary>Makes conditions of words that are looked for in the body.</summary>
internal sealed class BodyParser(QueryReader reader)
{
    // The engine's text functions take so many words and no more.
    private const int MaxWords = 64;

    private const string NoWord = "There is no word in this, so it is left out: a word has letters or digits.";

    /// <summary>What words without quotation marks ask of the body.</summary>
    public LogCondition? Words(BareText bare)
    {
        var parts = new List<LogCondition>();
        var pieces = BodyPieces.Of(bare.Pattern);
        foreach (var piece in pieces)
        {
            if (piece.IsPattern && piece.Text.AsSpan().ContainsAnyExcept('*'))
            {
                parts.Add(new LogCondition.WordLike(piece.Text));
            }
            else if (!piece.IsPattern && Phrase(piece.Text, bare.Span) is { } words)
            {
                parts.Add(words);
            }
        }

        if (pieces.Count == 0)
        {
            reader.Hint(bare.Span, NoWord);
            return null;
        }

        return ConditionParser.All(parts) ?? new LogCondition.Everything();
    }

    /// <summary>What a text in quotation marks asks of the body.</summary>
    public LogCondition? Phrase(string text, TextSpan span)
    {
        var term = BodyTerm.Phrase(text);
        if (term is null)
        {
            reader.Hint(span, NoWord);
            return null;
        }

        if (term.Words.Count > MaxWords)
        {
            reader.Error(span, $"A phrase may have {MaxWords} words.");
            return null;
        }

        return new LogCondition.Words(term);
    }
}
