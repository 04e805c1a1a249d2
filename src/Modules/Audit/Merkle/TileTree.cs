namespace Monolith.Audit.Merkle;

/// <summary>A tree as its tiles tell it.</summary>
/// <param name="tiles">Those that are needed.</param>
internal sealed class TileTree(IReadOnlyDictionary<TileId, Tile> tiles)
{
    /// <summary>The tiles that hold what proves something, each with the width that it must have for that.</summary>
    public static IReadOnlyDictionary<TileId, int> TilesOf(IEnumerable<(long Begin, long End)> proof) =>
        proof
            .SelectMany(leaves => NodeId.Covering(leaves.Begin, leaves.End))
            .GroupBy(TileId.Of)
            .ToDictionary(nodes => nodes.Key, nodes => nodes.Max(EndOf));

    /// <summary>The hashes of a proof.</summary>
    /// <exception cref="TileMissingException">A tile is not there, or too short.</exception>
    public IReadOnlyList<Hash> Prove(IEnumerable<(long Begin, long End)> proof) =>
        [.. proof.Select(leaves => Root(leaves.Begin, leaves.End))];

    /// <summary>The hash of leaves that stand side by side in a tree.</summary>
    /// <exception cref="TileMissingException">A tile is not there, or too short.</exception>
    public Hash Root(long begin, long end) =>
        NodeId.Covering(begin, end).Select(Node).Reverse().Aggregate((right, left) => MerkleHash.Node(left, right));

    private Hash Node(NodeId node)
    {
        var id = TileId.Of(node);
        return tiles.TryGetValue(id, out var tile) && EndOf(node) <= tile.Width
            ? tile.Node(node.Level % Tile.Height, PlaceOf(node))
            : throw new TileMissingException(id);
    }

    /// <summary>The place of a node in its tile, among those of its height.</summary>
    private static int PlaceOf(NodeId node) => (int)(node.Index & ((Tile.MaxWidth >> (node.Level % Tile.Height)) - 1));

    /// <summary>Up to which of its tile's hashes a node reaches.</summary>
    private static int EndOf(NodeId node) => (PlaceOf(node) + 1) << (node.Level % Tile.Height);
}

/// <summary>A tile is not where it should be, or too short.</summary>
internal sealed class TileMissingException(TileId id)
    : Exception($"The tile {id.Path(Tile.MaxWidth)} is missing or too short.");
