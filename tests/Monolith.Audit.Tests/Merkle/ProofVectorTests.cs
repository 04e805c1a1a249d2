using System.Security.Cryptography;
using System.Text.Json;
using Monolith.Audit.Merkle;

namespace Monolith.Audit.Tests.Merkle;

/// <summary>The proofs that implementations of RFC 6962 are compared by, those with something wrong among them.</summary>
public sealed class ProofVectorTests
{
    [Fact]
    public void Each_published_proof_of_inclusion_is_accepted_or_refused_as_it_should_be()
    {
        var vectors = Read("inclusion");

        Assert.Equal(98, vectors.Count);
        Assert.All(
            vectors,
            v =>
            {
                var (root, leaf) = (HashOf(v.GetProperty("root")), HashOf(v.GetProperty("leafHash")));
                var isAccepted = Proof.Includes(Number(v, "leafIdx"), Number(v, "treeSize"), leaf, root, ProofOf(v));
                Assert.True(isAccepted != v.GetProperty("wantErr").GetBoolean(), $"{v.GetProperty("name")}");
            }
        );
    }

    [Fact]
    public void Each_published_proof_of_consistency_is_accepted_or_refused_as_it_should_be()
    {
        var vectors = Read("consistency");

        Assert.Equal(98, vectors.Count);
        Assert.All(
            vectors,
            v =>
            {
                var (older, newer) = (HashOf(v.GetProperty("root1")), HashOf(v.GetProperty("root2")));
                var isAccepted = Proof.IsConsistent(Number(v, "size1"), Number(v, "size2"), older, newer, ProofOf(v));
                Assert.True(isAccepted != v.GetProperty("wantErr").GetBoolean(), $"{v.GetProperty("name")}");
            }
        );
    }

    private static List<JsonElement> Read(string name) =>
        [
            .. Repository
                .Read($"tests/Monolith.Audit.Tests/Vectors/{name}.ndjson")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize<JsonElement>(line)),
        ];

    // Some hashes are none, because nobody is to look at them: each stands for one that nothing else leads to, and one without any bytes
    // for another one each time.
    private static Hash HashOf(JsonElement base64) =>
        Hash.TryParse(base64.GetString(), out var hash) ? hash
        : base64.GetBytesFromBase64() is { Length: > 0 } bytes ? MerkleHash.Leaf(bytes)
        : MerkleHash.Leaf(RandomNumberGenerator.GetBytes(Hash.Length));

    private static List<Hash> ProofOf(JsonElement vector) =>
        vector.GetProperty("proof") is { ValueKind: JsonValueKind.Array } hashes
            ? [.. hashes.EnumerateArray().Select(HashOf)]
            : [];

    // Written as numbers without a sign: the one before nought is the largest of them.
    private static long Number(JsonElement vector, string name) =>
        unchecked((long)vector.GetProperty(name).GetUInt64());
}
