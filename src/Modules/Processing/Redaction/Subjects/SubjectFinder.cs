using System.Text;
using Monolith.Processing.Redaction.Keys;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Redaction.Subjects;

/// <summary>A person's keys as they were found.</summary>
/// <param name="Key">Under which key of the tenant.</param>
/// <param name="Kind">The kind of the value.</param>
/// <param name="Generation">In which generation of the key.</param>
/// <param name="Path">Where the value leads.</param>
/// <param name="Place">What stands in the token.</param>
/// <param name="Token">The token, where the value or the token itself is known.</param>
internal sealed record FoundSubject(
    KeyVersion Key,
    TokenKind Kind,
    int Generation,
    ulong Path,
    ulong Place,
    string? Token
)
{
    /// <summary>How every token of the person begins: the kind, the key, and the person's place.</summary>
    public string TokenPrefix
    {
        get
        {
            Span<byte> place = stackalloc byte[TokenMaker.LeafBytes];
            KeyedHash.WriteLeaf(Place, place);
            Span<byte> text = stackalloc byte[TokenText.MaxPrefix(Kind) + TokenText.LettersOf(TokenMaker.LeafBytes)];
            var length = TokenText.WritePrefix(Kind, Key.Number, text);
            length += TokenText.WriteLetters(place, text[length..]);
            return Encoding.ASCII.GetString(text[..length]);
        }
    }
}

/// <summary>Finds the keys of a person under every key that is not destroyed.</summary>
internal static class SubjectFinder
{
    /// <summary>By a value.</summary>
    /// <param name="ring">The tenant's keys.</param>
    /// <param name="kinds">The kinds that the value may have come as.</param>
    /// <param name="value">The value.</param>
    /// <returns>None when it is no value of these kinds.</returns>
    public static IReadOnlyList<FoundSubject> ByValue(KeyRing ring, IEnumerable<TokenKind> kinds, string value) =>
        [
            .. from kind in kinds.Where(kind => kind != TokenKind.Ip)
            from key in ring.Living
            let path = TokenMaker.PathOf(key, kind, Encoding.UTF8.GetBytes(value))
            where path is not null
            let found = Find(key, kind, path.Value, TokenMaker.Make(key, kind, value))
            where found is not null
            select found,
        ];

    /// <summary>By a token, which leads to the path, and the path to the tokens of the same value under all other keys.</summary>
    /// <param name="ring">The tenant's keys.</param>
    /// <param name="token">The token, or something encrypted.</param>
    /// <param name="text">The same as text.</param>
    /// <returns>None when it leads to nobody.</returns>
    public static IReadOnlyList<FoundSubject> ByToken(KeyRing ring, ParsedToken token, string text)
    {
        if (ring.Find(token.Version) is not { } key || PathOf(key, token) is not { } path)
        {
            return [];
        }

        return
        [
            .. from living in ring.Living
            let known = living == key && !token.IsEncrypted ? text : null
            let found = Find(living, token.Kind, path, known)
            where found is not null
            select found,
        ];
    }

    private static ulong? PathOf(KeyVersion key, ParsedToken token)
    {
        Span<byte> memory = stackalloc byte[Subject.Bytes];
        var subject = new Subject(memory);
        foreach (var generation in key.Generations)
        {
            if (generation.TryFind(token.Place, token.HiddenPath, ref subject))
            {
                return subject.Path;
            }
        }

        return null;
    }

    private static FoundSubject? Find(KeyVersion key, TokenKind kind, ulong path, string? token)
    {
        Span<byte> memory = stackalloc byte[Subject.Bytes];
        var subject = new Subject(memory);
        for (var generation = 0; generation < key.Generations.Count; generation++)
        {
            if (key.Generations[generation].TryFind(path, ref subject))
            {
                return new FoundSubject(key, kind, generation, path, subject.Place, token);
            }
        }

        return null;
    }
}
