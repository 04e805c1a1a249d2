using System.Security.Cryptography;
using System.Text;

namespace Monolith.Audit.Contracts;

/// <summary>The hashes that tie each entry of a trail to all entries before it. SHA-256.</summary>
/// <remarks>An entry's own hash is the leaf hash of RFC 6962, section 2.1, so that the same entries can be the leaves of a
/// Merkle tree. The chain goes on with the tag of that section's inner nodes: no entry can pass for a link.</remarks>
public static class AuditChain
{
    /// <summary>How many characters a link has.</summary>
    public const int LinkLength = 64;

    private const byte LeafTag = 0;
    private const byte LinkTag = 1;

    /// <summary>The link before a tenant's first entry. Each tenant's is another: a chain cannot be passed off as someone
    /// else's.</summary>
    public static string Start(string tenant) =>
        Hash([LinkTag, .. Encoding.UTF8.GetBytes($"monolith audit\n{tenant}\n")]);

    /// <summary>The link of an entry.</summary>
    /// <param name="previous">The link of the entry before it: 64 hexadecimal digits.</param>
    /// <param name="entry">The entry's text, exactly as it is kept.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Next(string previous, string entry)
    {
        var leaf = SHA256.HashData([LeafTag, .. Encoding.UTF8.GetBytes(entry)]);
        return Hash([LinkTag, .. Convert.FromHexString(previous), .. leaf]);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
