using System.Collections.Concurrent;
using Monolith.Audit.Merkle;
using Monolith.Audit.Shipping;

namespace Monolith.Audit.Proofs;

/// <summary>Tiles for proofs. Those above the leaves are few, and in every proof: once read they are kept. A tile only grows, so one that
/// is wide enough is right for ever. Thread-safe.</summary>
internal sealed class KnownTiles(TileTable table)
{
    // 32 MiB: those over a trail of a quarter of a billion entries. When there are more, it is begun anew.
    private const int MaxTiles = 4096;

    private readonly ConcurrentDictionary<(string Tenant, TileId Id), Tile> _known = new();

    /// <summary>Some tiles, those that are not there left out.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="wanted">Which, each with the width that it must have.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyDictionary<TileId, Tile>> FindAsync(
        string tenant,
        IReadOnlyDictionary<TileId, int> wanted,
        CancellationToken cancellationToken
    )
    {
        var tiles = new Dictionary<TileId, Tile>(wanted.Count);
        foreach (var (id, width) in wanted)
        {
            if (_known.TryGetValue((tenant, id), out var tile) && tile.Width >= width)
            {
                tiles[id] = tile;
            }
        }

        List<TileId> unknown = [.. wanted.Keys.Where(id => !tiles.ContainsKey(id))];
        foreach (var (id, tile) in await table.FindAsync(tenant, unknown, cancellationToken))
        {
            tiles[id] = tile;
            if (id.Level > 0)
            {
                Keep(tenant, tile);
            }
        }

        return tiles;
    }

    /// <summary>Forgets what is known of a trail: it led to no root.</summary>
    public void Forget(string tenant)
    {
        foreach (var key in _known.Keys.Where(key => key.Tenant == tenant))
        {
            _known.TryRemove(key, out _);
        }
    }

    private void Keep(string tenant, Tile tile)
    {
        if (_known.Count >= MaxTiles)
        {
            _known.Clear();
        }

        _known[(tenant, tile.Id)] = tile;
    }
}
