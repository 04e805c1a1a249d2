using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>What is looked for, in the order in which one of two equal findings wins. A tenant's own kinds follow after the
/// last.</summary>
internal enum PiiKind : byte
{
    PrivateKey,
    Jwt,
    ApiKey,
    Credentials,
    Url,
    Iban,
    Card,
    NationalId,
    Ip,
    Mac,
    Email,
    Phone,
    Secret,
    User,
}

/// <summary>The names of the kinds, and what is done with each unless a tenant says otherwise.</summary>
internal static class PiiKinds
{
    /// <summary>How many kinds there are without a tenant's own.</summary>
    public const int Count = (int)PiiKind.User + 1;

    /// <summary>The kinds by their number: the words that settings, marks and tokens have for them.</summary>
    public static IReadOnlyList<TokenKind> Tokens { get; } =
    [
        TokenKind.Of("private_key"),
        TokenKind.Of("jwt"),
        TokenKind.Of("api_key"),
        TokenKind.Of("credentials"),
        TokenKind.Of("url"),
        TokenKind.Iban,
        TokenKind.Card,
        TokenKind.NationalId,
        TokenKind.Ip,
        TokenKind.Mac,
        TokenKind.Email,
        TokenKind.Phone,
        TokenKind.Secret,
        TokenKind.User,
    ];

    /// <summary>The number of the kind of this name; -1 when there is none.</summary>
    public static int IndexOf(string name)
    {
        for (var kind = 0; kind < Tokens.Count; kind++)
        {
            if (Tokens[kind].Name == name)
            {
                return kind;
            }
        }

        return -1;
    }

    /// <summary>People are to be followed through the logs without being known, so what names them becomes a token; what opens a
    /// door is of no use to any reader, so it goes.</summary>
    public static RedactAction UsualAction(PiiKind kind) =>
        kind switch
        {
            PiiKind.Email or PiiKind.Phone or PiiKind.Iban or PiiKind.NationalId or PiiKind.Mac or PiiKind.User =>
                RedactAction.Tokenize,
            PiiKind.Ip or PiiKind.Card => RedactAction.Partial,
            PiiKind.Jwt => RedactAction.Hash,
            _ => RedactAction.Mask,
        };
}
