using System.Security.Cryptography;
using Monolith.Access.SignIn;

namespace Monolith.Access.LocalAccounts;

/// <summary>What lets somebody in whose phone is lost: each code once, in the place of one from the phone.</summary>
internal static class RecoveryCodes
{
    private const int Count = 10;
    private const int Bytes = 10; // 80 bits: too many to be tried, so that a plain hash of each is kept
    private const int Group = 4;

    /// <summary>New codes, as they are written down: <c>abcd-efgh-ijkl-mnop</c>.</summary>
    public static IReadOnlyList<string> New() => [.. Enumerable.Range(0, Count).Select(_ => NewCode())];

    /// <summary>What is kept of a code. Case, spaces and dashes do not count.</summary>
    public static string HashOf(string code) =>
        SecretText.HashOf(string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant());

    private static string NewCode() =>
        string.Join(
            '-',
            Base32
                .Encode(RandomNumberGenerator.GetBytes(Bytes))
                .ToLowerInvariant()
                .Chunk(Group)
                .Select(letters => new string(letters))
        );
}
