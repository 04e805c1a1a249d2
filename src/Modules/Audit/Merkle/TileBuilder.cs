namespace Monolith.Audit.Merkle;

/// <summary>Makes the tiles of a tree as leaves are appended. Not thread-safe.</summary>
internal sealed class TileBuilder
{
    // Of each level the tile that is not full.
    private readonly List<List<Hash>> _edge = [];
    private readonly HashSet<TileId> _changed = [];
    private readonly List<Tile> _full = [];

    /// <summary>A tree without leaves.</summary>
    public TileBuilder() { }

    /// <summary>A tree as it was kept.</summary>
    /// <param name="size">How many leaves it has.</param>
    /// <param name="tiles">Its tiles that are not full.</param>
    /// <exception cref="ArgumentException">One is missing.</exception>
    public TileBuilder(long size, IReadOnlyDictionary<TileId, Tile> tiles)
    {
        Size = size;
        foreach (var (id, width) in EdgeOf(size))
        {
            var hashes = new List<Hash>(Tile.MaxWidth);
            if (width > 0)
            {
                var tile =
                    tiles.GetValueOrDefault(id) is { } found && found.Width >= width
                        ? found
                        : throw new ArgumentException($"The tile {id.Path(width)} is missing.", nameof(tiles));
                hashes.AddRange(Enumerable.Range(0, width).Select(place => tile[place]));
            }

            _edge.Add(hashes);
        }
    }

    /// <summary>How many leaves the tree has.</summary>
    public long Size { get; private set; }

    /// <summary>Of each level of a tree the tile at its right end that is not full, with its width, which may be 0.</summary>
    public static IEnumerable<(TileId Id, int Width)> EdgeOf(long size)
    {
        for (var (level, hashes) = (0, size); hashes > 0; level++, hashes >>= Tile.Height)
        {
            yield return (new TileId(level, hashes >> Tile.Height), (int)(hashes & (Tile.MaxWidth - 1)));
        }
    }

    /// <summary>Appends a leaf.</summary>
    public void Append(Hash leaf)
    {
        Size++;
        var hashes = Size;
        for (var level = 0; ; level++)
        {
            if (level == _edge.Count)
            {
                _edge.Add(new List<Hash>(Tile.MaxWidth));
            }

            var id = new TileId(level, (hashes - 1) >> Tile.Height);
            var edge = _edge[level];
            edge.Add(leaf);
            if (edge.Count < Tile.MaxWidth)
            {
                _changed.Add(id);
                return;
            }

            var full = Of(id, edge);
            _full.Add(full);
            _changed.Remove(id);
            edge.Clear();
            leaf = full.Node(Tile.Height, 0);
            hashes >>= Tile.Height;
        }
    }

    /// <summary>The tiles that came or grew since this was asked last.</summary>
    public IReadOnlyList<Tile> TakeChanged()
    {
        List<Tile> tiles = [.. _full, .. _changed.Select(id => Of(id, _edge[id.Level]))];
        _full.Clear();
        _changed.Clear();
        return tiles;
    }

    private static Tile Of(TileId id, List<Hash> hashes)
    {
        var bytes = new byte[hashes.Count * Hash.Length];
        for (var i = 0; i < hashes.Count; i++)
        {
            hashes[i].Write(bytes.AsSpan(i * Hash.Length));
        }

        return new Tile(id.Level, id.Index, bytes);
    }
}
