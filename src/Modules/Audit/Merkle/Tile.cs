using System.Globalization;
using System.Text;

namespace Monolith.Audit.Merkle;

/// <summary>Up to 256 hashes that stand side by side, as the tiles of c2sp.org/tlog-tiles have them. A full tile never changes, one that
/// is not full only grows at its end.</summary>
/// <param name="Level">0: hashes of leaves; L: hashes of 256^L leaves.</param>
/// <param name="Index">Its place among those of its level.</param>
/// <param name="Hashes">One after the other.</param>
internal sealed record Tile(int Level, long Index, ReadOnlyMemory<byte> Hashes)
{
    /// <summary>How many levels of the tree are in one tile.</summary>
    public const int Height = 8;

    /// <summary>How many hashes a full tile has.</summary>
    public const int MaxWidth = 1 << Height;

    /// <summary>How many hashes it has.</summary>
    public int Width => Hashes.Length / Hash.Length;

    /// <summary>Which tile it is.</summary>
    public TileId Id => new(Level, Index);

    /// <summary>The hash at a place.</summary>
    public Hash this[int place] => Hash.Read(Hashes.Span.Slice(place * Hash.Length, Hash.Length));

    /// <summary>The hash of a full subtree within the tile.</summary>
    /// <param name="height">How many levels above the tile's own hashes.</param>
    /// <param name="index">Its place in the tile among those of that height.</param>
    public Hash Node(int height, int index)
    {
        var range = new CompactRange();
        for (var place = index << height; place < (index + 1) << height; place++)
        {
            range.Append(this[place]);
        }

        return range.Root();
    }
}

/// <summary>Names a tile.</summary>
/// <param name="Level">0: hashes of leaves; L: hashes of 256^L leaves.</param>
/// <param name="Index">Its place among those of its level.</param>
internal readonly record struct TileId(int Level, long Index)
{
    /// <summary>The tile with the hashes of a full subtree.</summary>
    public static TileId Of(NodeId node) =>
        new(node.Level / Tile.Height, node.Index >> (Tile.Height - (node.Level % Tile.Height)));

    /// <summary>The tiles of a tree, each with its width; those of a level from left to right.</summary>
    public static IEnumerable<(TileId Id, int Width)> InTree(long size)
    {
        for (var (level, hashes) = (0, size); hashes > 0; level++, hashes >>= Tile.Height)
        {
            for (var index = 0L; index << Tile.Height < hashes; index++)
            {
                yield return (new TileId(level, index), (int)Math.Min(Tile.MaxWidth, hashes - (index << Tile.Height)));
            }
        }
    }

    /// <summary>Where it lies: <c>tile/0/x001/x234/067</c>, with <c>.p/5</c> when it has five hashes.</summary>
    public string Path(int width)
    {
        var path = new StringBuilder((Index % 1000).ToString("000", CultureInfo.InvariantCulture));
        for (var rest = Index / 1000; rest > 0; rest /= 1000)
        {
            path.Insert(0, string.Create(CultureInfo.InvariantCulture, $"x{rest % 1000:000}/"));
        }

        return width == Tile.MaxWidth ? $"tile/{Level}/{path}" : $"tile/{Level}/{path}.p/{width}";
    }
}
