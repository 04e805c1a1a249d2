using Monolith.Audit.Merkle;

namespace Monolith.Audit.Tests.Merkle;

/// <summary>Trees and proofs as section 2.1 of RFC 6962 defines them, word for word, without a thought for speed.</summary>
internal static class Oracle
{
    public static Hash Root(ReadOnlySpan<Hash> leaves) =>
        leaves.Length switch
        {
            0 => MerkleHash.Empty,
            1 => leaves[0],
            _ => MerkleHash.Node(Root(leaves[..Split(leaves)]), Root(leaves[Split(leaves)..])),
        };

    public static List<Hash> Inclusion(int index, ReadOnlySpan<Hash> leaves)
    {
        if (leaves.Length == 1)
        {
            return [];
        }

        var k = Split(leaves);
        return index < k
            ? [.. Inclusion(index, leaves[..k]), Root(leaves[k..])]
            : [.. Inclusion(index - k, leaves[k..]), Root(leaves[..k])];
    }

    public static List<Hash> Consistency(int from, ReadOnlySpan<Hash> leaves) =>
        from == 0 ? [] : Consistency(from, leaves, isWhole: true);

    private static List<Hash> Consistency(int from, ReadOnlySpan<Hash> leaves, bool isWhole)
    {
        if (from == leaves.Length)
        {
            return isWhole ? [] : [Root(leaves)];
        }

        var k = Split(leaves);
        return from <= k
            ? [.. Consistency(from, leaves[..k], isWhole), Root(leaves[k..])]
            : [.. Consistency(from - k, leaves[k..], isWhole: false), Root(leaves[..k])];
    }

    private static int Split(ReadOnlySpan<Hash> leaves)
    {
        var k = 1;
        while (k * 2 < leaves.Length)
        {
            k *= 2;
        }

        return k;
    }
}
