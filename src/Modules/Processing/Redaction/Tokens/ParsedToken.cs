using System.Buffers.Text;
using System.Globalization;
using System.Text.RegularExpressions;
using Monolith.Processing.Redaction.Keys;

namespace Monolith.Processing.Redaction.Tokens;

/// <summary>A token or a ciphertext, taken apart.</summary>
/// <param name="Kind">The kind of the value behind it.</param>
/// <param name="Version">The number of its key.</param>
/// <param name="IsEncrypted">Whether the value itself is in it.</param>
/// <param name="Bytes">What its letters stand for.</param>
internal sealed partial record ParsedToken(TokenKind Kind, int Version, bool IsEncrypted, byte[] Bytes)
{
    /// <summary>Which person, by the token.</summary>
    public ulong Place => KeyedHash.ReadLeaf(Bytes);

    /// <summary>Which person by the value, hidden.</summary>
    public ulong HiddenPath => KeyedHash.ReadLeaf(Bytes.AsSpan(TokenMaker.LeafBytes));

    /// <summary>Takes a token or a ciphertext apart.</summary>
    /// <returns>Null when it is neither. That of an address is neither: it leads to nobody.</returns>
    public static ParsedToken? Read(string text)
    {
        var match = Form().Match(text);
        if (!match.Success || !TokenKind.IsName(match.Groups["kind"].Value))
        {
            return null;
        }

        var isEncrypted = match.Groups["encrypted"].Success;
        var letters = match.Groups["letters"].ValueSpan;
        byte[] bytes;
        if (isEncrypted)
        {
            if (!Base64Url.IsValid(letters, out var length) || length < 2 * TokenMaker.LeafBytes)
            {
                return null;
            }

            bytes = Base64Url.DecodeFromChars(letters);
        }
        else
        {
            bytes = new byte[TokenMaker.TokenBytes];
            if (!TokenText.TryReadLetters(letters, bytes))
            {
                return null;
            }
        }

        var version = int.Parse(match.Groups["version"].ValueSpan, CultureInfo.InvariantCulture);
        return new ParsedToken(TokenKind.Of(match.Groups["kind"].Value), version, isEncrypted, bytes);
    }

    [GeneratedRegex(
        @"^(?<encrypted>enc_)?(?<kind>[a-z][a-z0-9_]*?)_k(?<version>[0-9]{1,9})_(?<letters>[A-Za-z0-9_-]+)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Form();
}
