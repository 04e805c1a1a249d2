using System.Security.Cryptography;
using Monolith.Processing.Redaction.Keys;

namespace Monolith.Processing.Tests.Redaction.Keys;

public sealed class PuncturableTreeTests
{
    private const ulong Last = (1UL << PuncturableTree.LeafBits) - 1;

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(0x12_3456_789AUL)]
    [InlineData(Last)]
    public void A_destroyed_key_cannot_be_made_again_and_all_others_are_what_they_were(ulong leaf)
    {
        var whole = PuncturableTree.Plant();
        var punctured = whole.Without(leaf);

        Assert.Null(KeyOf(punctured, leaf));
        foreach (var other in Neighbours(leaf))
        {
            Assert.Equal(KeyOf(whole, other), KeyOf(punctured, other));
        }
    }

    [Fact]
    public void Nothing_that_leads_to_a_destroyed_key_is_kept()
    {
        var tree = PuncturableTree.Plant();
        var leaves = Enumerable.Range(0, 50).Select(_ => Any()).ToList();

        var punctured = leaves.Aggregate(tree, (t, leaf) => t.Without(leaf));

        foreach (var leaf in leaves)
        {
            for (var level = 0; level <= 10; level++)
            {
                Assert.False(punctured.Nodes.ContainsKey(TreeNode.Of(leaf, level)));
            }
        }

        Assert.InRange(punctured.Nodes.Count, 1, leaves.Count * 150);
    }

    [Fact]
    public void Destroying_a_key_twice_changes_nothing()
    {
        var once = PuncturableTree.Plant().Without(7);

        Assert.Same(once, once.Without(7));
    }

    [Fact]
    public void Different_leaves_have_different_keys()
    {
        var tree = PuncturableTree.Plant();

        var keys = Enumerable.Range(0, 5_000).Select(i => KeyOf(tree, (ulong)i * 7_919)!).ToHashSet();

        Assert.Equal(5_000, keys.Count);
    }

    [Fact]
    public void A_tree_is_the_same_after_it_was_cut_into_pages()
    {
        var leaves = Enumerable.Range(0, 20).Select(_ => Any()).ToList();
        var tree = leaves.Aggregate(PuncturableTree.Plant(), (t, leaf) => t.Without(leaf));

        var top = TreePages.Read(TreePages.Write(tree, TreePages.First)).ToDictionary();
        var names = TreePages.NamesOf(top).ToList();
        var read = PuncturableTree.Of(names.SelectMany(page => TreePages.Read(TreePages.Write(tree, page))));

        Assert.Equal(
            leaves.Select(TreePages.PageOf).Append(TreePages.First).ToHashSet(StringComparer.Ordinal),
            names.ToHashSet(StringComparer.Ordinal)
        );
        Assert.Equal(tree.Nodes.Count, read.Nodes.Count);
        Assert.All(leaves, leaf => Assert.Null(KeyOf(read, leaf)));
        Assert.Equal(KeyOf(tree, 42), KeyOf(read, 42));
    }

    private static ulong Any() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) & Last;

    private static IEnumerable<ulong> Neighbours(ulong leaf) =>
        Enumerable.Range(0, PuncturableTree.LeafBits).Select(bit => leaf ^ (1UL << bit));

    private static string? KeyOf(PuncturableTree tree, ulong leaf)
    {
        var key = new byte[PuncturableTree.KeyBytes];
        return tree.TryDerive(leaf, key) ? Convert.ToHexString(key) : null;
    }
}
