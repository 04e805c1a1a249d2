using System.Buffers.Binary;
using System.Globalization;

namespace Monolith.Processing.Redaction.Keys;

/// <summary>
/// Cuts a tree into pages, so that forgetting one of very many people writes little: the first page has the top of the tree, each
/// other one what is left below one of its 256 places, from the first time that somebody below it is forgotten.
/// </summary>
internal static class TreePages
{
    /// <summary>The name of the first page.</summary>
    public const string First = "top";

    private const int TopLevel = 2;
    private const int Places = 1 << (TopLevel * PuncturableTree.BitsPerLevel);
    private const int NodeBytes = 1 + sizeof(ulong) + PuncturableTree.KeyBytes;

    /// <summary>The page with what is left around a leaf.</summary>
    public static string PageOf(ulong leaf) => NameOf(TreeNode.Of(leaf, TopLevel).Prefix);

    /// <summary>The names of a tree's pages, told by the nodes of the first one.</summary>
    public static IEnumerable<string> NamesOf(IReadOnlyDictionary<TreeNode, byte[]> nodes) =>
        Enumerable
            .Range(0, Places)
            .Select(place => new TreeNode(TopLevel, (ulong)place))
            .Where(node => !Enumerable.Range(0, TopLevel + 1).Any(level => nodes.ContainsKey(node.Above(level))))
            .Select(node => NameOf(node.Prefix))
            .Prepend(First);

    /// <summary>The nodes of a page, as bytes.</summary>
    public static byte[] Write(PuncturableTree tree, string page)
    {
        var nodes = tree.Nodes.Where(node => PageOf(node.Key) == page).ToList();
        var bytes = new byte[nodes.Count * NodeBytes];
        var rest = bytes.AsSpan();
        foreach (var (node, seed) in nodes)
        {
            rest[0] = (byte)node.Level;
            BinaryPrimitives.WriteUInt64LittleEndian(rest[1..], node.Prefix);
            seed.CopyTo(rest[(1 + sizeof(ulong))..]);
            rest = rest[NodeBytes..];
        }

        return bytes;
    }

    /// <summary>The nodes of a page.</summary>
    public static IEnumerable<KeyValuePair<TreeNode, byte[]>> Read(byte[] bytes) =>
        bytes
            .Chunk(NodeBytes)
            .Select(node =>
                KeyValuePair.Create(
                    new TreeNode(node[0], BinaryPrimitives.ReadUInt64LittleEndian(node.AsSpan(1))),
                    node[(1 + sizeof(ulong))..]
                )
            );

    private static string PageOf(TreeNode node) => node.Level <= TopLevel ? First : NameOf(node.Above(TopLevel).Prefix);

    private static string NameOf(ulong place) => place.ToString("x2", CultureInfo.InvariantCulture);
}
