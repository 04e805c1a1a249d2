using System.Collections.Concurrent;
using System.Text;

namespace Monolith.Processing.Redaction.Tokens;

/// <summary>What kind of value stands behind a token: <c>email</c>, <c>card</c>, a tenant's own <c>student_id</c>. It is the first word
/// of every token, and one value has other tokens under another kind. There is one instance of each.</summary>
internal sealed class TokenKind
{
    /// <summary>The longest name.</summary>
    public const int MaxName = 32;

    private static readonly ConcurrentDictionary<string, TokenKind> Known = new(StringComparer.Ordinal);

    private static int s_made;

    private readonly byte[] _utf8;

    private TokenKind(string name) => (Name, _utf8) = (name, Encoding.UTF8.GetBytes(name));

    /// <summary>An e-mail address.</summary>
    public static TokenKind Email { get; } = Of("email");

    /// <summary>A telephone number.</summary>
    public static TokenKind Phone { get; } = Of("phone");

    /// <summary>The number of a payment card.</summary>
    public static TokenKind Card { get; } = Of("card");

    /// <summary>The number of a bank account.</summary>
    public static TokenKind Iban { get; } = Of("iban");

    /// <summary>The address of a machine. Its token keeps the network: <c>203.0.113.0/24~k3_7q2mznpa</c>.</summary>
    public static TokenKind Ip { get; } = Of("ip");

    /// <summary>The hardware address of a network card.</summary>
    public static TokenKind Mac { get; } = Of("mac");

    /// <summary>The name or id of a user.</summary>
    public static TokenKind User { get; } = Of("user");

    /// <summary>A number that a state gave a person.</summary>
    public static TokenKind NationalId { get; } = Of("national_id");

    /// <summary>A key, a password, or what else opens a door.</summary>
    public static TokenKind Secret { get; } = Of("secret");

    /// <summary>Those of which every value is one person's.</summary>
    public static IReadOnlyList<TokenKind> Persons { get; } = [Email, Phone, User, NationalId];

    /// <summary>Its number in this process, which no other kind has.</summary>
    public int Number { get; } = Interlocked.Increment(ref s_made);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its name as bytes.</summary>
    public ReadOnlySpan<byte> Utf8 => _utf8;

    /// <summary>Whether this can be the name of a kind: small letters, digits and <c>_</c>, a letter first; <c>enc</c> begins
    /// what is encrypted.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxName
        && char.IsAsciiLetterLower(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
        && !name.StartsWith("enc_", StringComparison.Ordinal);

    /// <summary>The kind of this name. Names come from documents that were checked, so there are only a few.</summary>
    /// <exception cref="ArgumentException">It cannot be the name of a kind.</exception>
    public static TokenKind Of(string name) =>
        IsName(name)
            ? Known.GetOrAdd(name, static n => new TokenKind(n))
            : throw new ArgumentException(
                $"'{name}' is no kind: use up to {MaxName} small letters, digits and '_', a letter first.",
                nameof(name)
            );

    /// <inheritdoc/>
    public override string ToString() => Name;
}
