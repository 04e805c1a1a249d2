using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Monolith.Access.SignIn;

/// <summary>What opens something to whoever has it: sessions, set-up, resets. 256 random bits as text, of which only a hash is
/// kept.</summary>
internal static class SecretText
{
    private const int Bytes = 32;

    /// <summary>One that nobody has had.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What is kept of it. There are too many to be tried, so that a plain hash will do.</summary>
    public static string HashOf(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Whether it is the one that was kept. The time that the answer takes says nothing of it.</summary>
    public static bool Is(string secret, string hash) => AreSame(HashOf(secret), hash);

    /// <summary>Whether two texts are the same, in a time that says nothing of where they differ.</summary>
    public static bool AreSame(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
