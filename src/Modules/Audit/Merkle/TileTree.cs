namespace Monolith.Audit.Merkle;

/// <summary>A tree as its tiles tell it.</summary>
/// <param name="tiles">Those that are needed.</param>
internal sealed class TileTree(IReadOnlyDictionary<TileId, Tile> tiles)
{
    /// <summary>The tiles that hold what proves something.</summary>
    public static IReadOnlyCollection<TileId> TilesOf(IEnumerable<(long Begin, long End)> proof) =>
        proof.SelectMany(leaves => NodeId.Covering(leaves.Begin, leaves.End)).Select(TileId.Of).ToHashSet();

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
        var height = node.Level % Tile.Height;
        var place = (int)(node.Index & ((Tile.MaxWidth >> height) - 1));
        return tiles.TryGetValue(id, out var tile) && (place + 1) << height <= tile.Width
            ? tile.Node(height, place)
            : throw new TileMissingException(id);
    }
}

/// <summary>A tile is not where it should be, or too short.</summary>
internal sealed class TileMissingException(TileId id)
    : Exception($"The tile {id.Path(Tile.MaxWidth)} is missing or too short.");
