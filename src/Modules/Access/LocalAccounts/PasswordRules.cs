using System.Collections.Frozen;

namespace Monolith.Access.LocalAccounts;

/// <summary>What a password must be like: long, and not what is tried first. Nothing is demanded of its letters, digits and signs:
/// that makes passwords worse (NIST SP 800-63B).</summary>
internal static class PasswordRules
{
    /// <summary>The fewest characters.</summary>
    public const int Shortest = 12;

    /// <summary>The most characters: more would only be work.</summary>
    public const int Longest = 256;

    // Those of the best known lists that are long enough to get this far, without what is appended to them.
    private static readonly FrozenSet<string> Worst = FrozenSet.ToFrozenSet(
        [
            "password",
            "passwordpassword",
            "passw0rd",
            "p@ssw0rd",
            "p@ssword",
            "qwertyuiop",
            "qwertyuiopasdf",
            "qwertyqwerty",
            "qwertzuiopü",
            "asdfghjkl",
            "asdfasdfasdf",
            "1qaz2wsx3edc",
            "1q2w3e4r5t6y",
            "1qazxsw23edc",
            "zaq12wsxcde3",
            "abcdefghijkl",
            "abcdabcdabcd",
            "abcabcabcabc",
            "administrator",
            "admin",
            "adminadmin",
            "adminadminadmin",
            "changeme",
            "changemechangeme",
            "letmein",
            "letmeinletmein",
            "iloveyou",
            "iloveyouiloveyou",
            "welcome",
            "welcomewelcome",
            "trustno",
            "correcthorsebatterystaple",
            "monolith",
            "monolithmonolith",
            "football",
            "baseball",
            "superman",
            "starwars",
            "whatever",
            "princess",
            "sunshine",
            "dragon",
            "master",
            "secret",
            "secretsecret",
            "mypassword",
            "thisismypassword",
            "default",
            "unknown",
            "testtesttest",
            "test",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>What is wrong with a password, in words; null when nothing is.</summary>
    /// <param name="password">The password.</param>
    /// <param name="about">What others know of the person: their address and name.</param>
    public static string? ProblemOf(string password, params IReadOnlyList<string> about) =>
        password.Length is < Shortest or > Longest ? $"The password must have {Shortest} to {Longest} characters."
        : IsOneOfTheWorst(password) || IsRun(password) ? "This password is among the first that are tried."
        : about.Any(text => IsAbout(password, text)) ? "The password must not be made of the name or the address."
        : null;

    private static bool IsOneOfTheWorst(string password)
    {
        var core = password.Trim().TrimEnd([.. "0123456789!?.#*$@_- "]);
        return Worst.Contains(password) || Worst.Contains(core);
    }

    /// <summary>One character again and again, or each the next of the one before it: <c>123456789012</c>.</summary>
    private static bool IsRun(string password)
    {
        var steps = password.Zip(password.Skip(1), (one, next) => (next - one + 10) % 10).Distinct().Count();
        return password.Distinct().Count() <= 2 || (steps == 1 && password.All(char.IsAsciiDigit));
    }

    private static bool IsAbout(string password, string text)
    {
        // Of an address, what stands before its sign is the name.
        const int LongEnough = 4;
        return new[] { text, text.Split('@')[0] }.Any(name =>
            name.Length >= LongEnough
            && password.Contains(name, StringComparison.OrdinalIgnoreCase)
            && password.Length - name.Length < Shortest / 2
        );
    }
}
