using FsCheck;
using FsCheck.Fluent;
using Monolith.Audit.Merkle;

namespace Monolith.Audit.Tests.Merkle;

public sealed class MerkleTreeTests
{
    // The eight leaves with which implementations of RFC 6962 are compared, and the roots of the first 0 to 8 of them.
    private static readonly string[] ReferenceLeaves =
    [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];

    private static readonly string[] ReferenceRoots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void The_reference_tree_has_the_reference_roots()
    {
        var range = new CompactRange();

        Assert.Equal(Hash.Read(Convert.FromHexString(ReferenceRoots[0])), range.Root());
        for (var size = 1; size <= ReferenceLeaves.Length; size++)
        {
            range.Append(MerkleHash.Leaf(Convert.FromHexString(ReferenceLeaves[size - 1])));
            Assert.Equal(Hash.Read(Convert.FromHexString(ReferenceRoots[size])), range.Root());
        }
    }

    // RFC 9162, section 2.1.5: seven leaves, and what it says of them, with its letters for the hashes.
    [Fact]
    public void The_example_of_the_RFC_has_the_proofs_that_the_RFC_gives_for_it()
    {
        var d = Leaves(7);
        var (a, b, c, e, f, j) = (d[0], d[1], d[2], d[4], d[5], d[6]);
        var (g, h, i) = (MerkleHash.Node(a, b), MerkleHash.Node(c, d[3]), MerkleHash.Node(e, f));
        var (k, l) = (MerkleHash.Node(g, h), MerkleHash.Node(i, j));
        var tree = Of(d);

        Assert.Equal(MerkleHash.Node(k, l), tree.Root(0, 7));
        Assert.Equal([b, h, l], tree.Prove(Proof.OfInclusion(0, 7)));
        Assert.Equal([c, g, l], tree.Prove(Proof.OfInclusion(3, 7)));
        Assert.Equal([f, j, k], tree.Prove(Proof.OfInclusion(4, 7)));
        Assert.Equal([i, k], tree.Prove(Proof.OfInclusion(6, 7)));
        Assert.Equal([c, d[3], g, l], tree.Prove(Proof.OfConsistency(3, 7)));
        Assert.Equal([l], tree.Prove(Proof.OfConsistency(4, 7)));
        Assert.Equal([i, j, k], tree.Prove(Proof.OfConsistency(6, 7)));
    }

    [Fact]
    public void Every_proof_of_every_small_tree_is_the_one_that_the_RFC_defines_and_is_accepted()
    {
        var leaves = Leaves(70);
        for (var size = 1; size <= leaves.Length; size++)
        {
            var tree = Of(leaves.AsSpan(0, size));
            var root = Oracle.Root(leaves.AsSpan(0, size));
            Assert.Equal(root, tree.Root(0, size));
            for (var index = 0; index < size; index++)
            {
                var proof = tree.Prove(Proof.OfInclusion(index, size));
                Assert.Equal(Oracle.Inclusion(index, leaves.AsSpan(0, size)), proof);
                Assert.True(Proof.Includes(index, size, leaves[index], root, proof));
            }

            for (var from = 0; from <= size; from++)
            {
                var proof = tree.Prove(Proof.OfConsistency(from, size));
                Assert.Equal(Oracle.Consistency(from, leaves.AsSpan(0, size)), proof);
                Assert.True(Proof.GoesOn(from, size, Oracle.Root(leaves.AsSpan(0, from)), root, proof));
            }
        }
    }

    [Fact]
    public void Any_proof_of_any_tree_is_the_one_that_the_RFC_defines_and_is_accepted() =>
        Prop.ForAll(
                Gen.Choose(1, 5000)
                    .SelectMany(size => Gen.Choose(0, size - 1).Select(place => (size, place)))
                    .ToArbitrary(),
                given =>
                {
                    var (size, place) = given;
                    var leaves = Leaves(size);
                    var tree = Of(leaves);
                    var root = Oracle.Root(leaves);
                    var inclusion = tree.Prove(Proof.OfInclusion(place, size));
                    var consistency = tree.Prove(Proof.OfConsistency(place, size));
                    return inclusion.SequenceEqual(Oracle.Inclusion(place, leaves))
                        && consistency.SequenceEqual(Oracle.Consistency(place, leaves))
                        && Proof.Includes(place, size, leaves[place], root, inclusion)
                        && Proof.GoesOn(place, size, Oracle.Root(leaves.AsSpan(0, place)), root, consistency);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void No_proof_of_inclusion_that_was_tampered_with_is_accepted()
    {
        var leaves = Leaves(21);
        for (var size = 1; size <= leaves.Length; size++)
        {
            var root = Oracle.Root(leaves.AsSpan(0, size));
            for (var index = 0; index < size; index++)
            {
                var proof = Oracle.Inclusion(index, leaves.AsSpan(0, size));

                Assert.False(Proof.Includes(index, size, Changed(leaves[index]), root, proof));
                Assert.False(Proof.Includes(index, size, leaves[index], Changed(root), proof));
                Assert.False(Proof.Includes(-1, size, leaves[index], root, proof));
                Assert.False(Proof.Includes(size, size, leaves[index], root, proof));
                Assert.False(Proof.Includes(index, 0, leaves[index], root, proof));
                foreach (var other in Enumerable.Range(0, size).Where(i => i != index))
                {
                    Assert.False(Proof.Includes(other, size, leaves[index], root, proof));
                }

                foreach (var wrong in Tampered(proof, root))
                {
                    Assert.False(Proof.Includes(index, size, leaves[index], root, wrong));
                }
            }
        }
    }

    [Fact]
    public void No_proof_of_consistency_that_was_tampered_with_is_accepted()
    {
        var leaves = Leaves(21);
        for (var to = 2; to <= leaves.Length; to++)
        {
            var root = Oracle.Root(leaves.AsSpan(0, to));
            for (var from = 1; from < to; from++)
            {
                var fromRoot = Oracle.Root(leaves.AsSpan(0, from));
                var proof = Oracle.Consistency(from, leaves.AsSpan(0, to));

                Assert.False(Proof.IsConsistent(from, to, Changed(fromRoot), root, proof));
                Assert.False(Proof.IsConsistent(from, to, fromRoot, Changed(root), proof));
                Assert.False(Proof.IsConsistent(to, from, root, fromRoot, proof));
                Assert.False(Proof.IsConsistent(-1, to, fromRoot, root, proof));
                foreach (var wrong in Tampered(proof, root))
                {
                    Assert.False(Proof.IsConsistent(from, to, fromRoot, root, wrong));
                }
            }
        }

        Assert.True(Proof.GoesOn(0, 5, MerkleHash.Empty, leaves[1], []));
        Assert.False(Proof.GoesOn(0, 5, leaves[0], leaves[1], []));
        Assert.False(Proof.GoesOn(0, 5, MerkleHash.Empty, leaves[1], [leaves[1]]));
        Assert.False(Proof.GoesOn(0, 0, MerkleHash.Empty, leaves[1], []));
        Assert.False(Proof.IsConsistent(5, 5, leaves[0], leaves[1], []));
        Assert.False(Proof.IsConsistent(5, 5, leaves[0], leaves[0], [leaves[1]]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(65_536)]
    [InlineData(65_793)]
    public void Tiles_that_were_made_in_pieces_are_those_of_a_tree_that_was_made_at_once(int size)
    {
        var leaves = Leaves(size);
        var whole = Tiles(leaves);
        var kept = new Dictionary<TileId, Tile>();
        var builder = new TileBuilder();
        foreach (var piece in leaves.Chunk(1000))
        {
            foreach (var leaf in piece)
            {
                builder.Append(leaf);
            }

            foreach (var tile in builder.TakeChanged())
            {
                kept[tile.Id] = tile;
            }

            builder = new TileBuilder(builder.Size, kept);
        }

        var expected = TileId.InTree(size).ToList();
        Assert.Equal(expected.Count, kept.Count);
        foreach (var (id, width) in expected)
        {
            Assert.Equal(width, kept[id].Width);
            Assert.True(kept[id].Hashes.Span.SequenceEqual(whole[id].Hashes.Span));
        }
    }

    [Theory]
    [InlineData(0, 0, 256, "tile/0/000")]
    [InlineData(1, 999, 256, "tile/1/999")]
    [InlineData(0, 1000, 256, "tile/0/x001/000")]
    [InlineData(0, 1234067, 256, "tile/0/x001/x234/067")]
    [InlineData(2, 273, 112, "tile/2/273.p/112")]
    public void A_tile_lies_where_tlog_tiles_says(int level, long index, int width, string path) =>
        Assert.Equal(path, new TileId(level, index).Path(width));

    [Fact]
    public void A_missing_tile_is_no_proof()
    {
        var tiles = Tiles(Leaves(300));
        tiles.Remove(new TileId(0, 1));

        Assert.Throws<TileMissingException>(() => new TileTree(tiles).Prove(Proof.OfInclusion(3, 300)));
    }

    internal static Hash[] Leaves(int count) =>
        [.. Enumerable.Range(0, count).Select(n => MerkleHash.Leaf(BitConverter.GetBytes(n)))];

    internal static Dictionary<TileId, Tile> Tiles(ReadOnlySpan<Hash> leaves)
    {
        var builder = new TileBuilder();
        foreach (var leaf in leaves)
        {
            builder.Append(leaf);
        }

        return builder.TakeChanged().ToDictionary(t => t.Id);
    }

    private static TileTree Of(ReadOnlySpan<Hash> leaves) => new(Tiles(leaves));

    private static Hash Changed(Hash hash) => hash with { Low = hash.Low ^ 1 };

    private static IEnumerable<List<Hash>> Tampered(List<Hash> proof, Hash root)
    {
        yield return [.. proof, root];
        yield return [.. proof, default];
        yield return [root, .. proof];
        for (var i = 0; i < proof.Count; i++)
        {
            yield return [.. proof[..i], Changed(proof[i]), .. proof[(i + 1)..]];
            yield return [.. proof[..i], .. proof[(i + 1)..]];
            yield return [.. proof[..i], proof[i], .. proof[i..]];
        }
    }
}
