using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization;
using Monolith.Audit.Merkle;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.ClickHouse.Native;

namespace Monolith.Audit.Shipping;

/// <summary>The table of the tiles. A tile that grew has several rows: the widest counts.</summary>
internal sealed partial class TileTable(ClickHouseClient client)
{
    private const string Table = "audit_tiles";
    private const string Widest =
        "ORDER BY audit_tiles.level, audit_tiles.n, width DESC LIMIT 1 BY audit_tiles.level, audit_tiles.n";
    private const string Columns = "SELECT toInt32(level) AS level, toInt64(n) AS n, hex(data) AS data";

    // A handful of tiles: handing them from thread to thread would take longer than reading them.
    private static readonly Dictionary<string, string> Few = new(TrailTable.ReadNewest, StringComparer.Ordinal)
    {
        ["max_threads"] = "1",
    };

    /// <summary>The tiles of a trail as far as they are here, to append to.</summary>
    public async Task<TileBuilder> OpenAsync(string tenant, CancellationToken cancellationToken)
    {
        var query = Query(
            $"SELECT toInt64(max(n * 256 + width)) AS size FROM {Table} "
                + "WHERE tenant = {tenant:String} AND level = 0",
            tenant
        );
        var size = 0L;
        await foreach (var row in client.QueryAsync(query, TileRows.Default.SizeRow, cancellationToken))
        {
            size = row.Size;
        }

        var edge = TileBuilder.EdgeOf(size).Where(tile => tile.Width > 0).Select(tile => tile.Id).ToList();
        return new TileBuilder(size, await FindAsync(tenant, edge, cancellationToken));
    }

    /// <summary>Some tiles, those that are not there left out.</summary>
    public async Task<IReadOnlyDictionary<TileId, Tile>> FindAsync(
        string tenant,
        IReadOnlyCollection<TileId> ids,
        CancellationToken cancellationToken
    )
    {
        var tiles = new Dictionary<TileId, Tile>(ids.Count);
        if (ids.Count == 0)
        {
            return tiles;
        }

        var parameters = new List<(string, string)>(ids.Count * 2);
        var conditions = new List<string>(ids.Count);
        foreach (var id in ids)
        {
            var number = conditions.Count;
            conditions.Add($"(audit_tiles.level = {{l{number}:UInt8}} AND audit_tiles.n = {{n{number}:UInt64}})");
            parameters.Add(($"l{number}", id.Level.ToString(CultureInfo.InvariantCulture)));
            parameters.Add(($"n{number}", id.Index.ToString(CultureInfo.InvariantCulture)));
        }

        var query = Query(
            $"{Columns} FROM {Table} WHERE tenant = {{tenant:String}} AND ({string.Join(" OR ", conditions)}) "
                + Widest,
            tenant,
            [.. parameters]
        ) with
        {
            Settings = Few,
        };
        await foreach (var tile in ReadAsync(query, cancellationToken))
        {
            tiles[tile.Id] = tile;
        }

        return tiles;
    }

    /// <summary>The tiles that a tree has gained since it had a size, level by level: new ones, and those that grew.</summary>
    public IAsyncEnumerable<Tile> ReadFromAsync(string tenant, long size, CancellationToken cancellationToken) =>
        ReadAsync(
            Query(
                $"{Columns} FROM {Table} WHERE tenant = {{tenant:String}} "
                    + "AND audit_tiles.n >= bitShiftRight({size:UInt64}, 8 * (audit_tiles.level + 1)) "
                    + Widest,
                tenant,
                ("size", size.ToString(CultureInfo.InvariantCulture))
            ),
            cancellationToken
        );

    /// <summary>Inserts tiles, all or none.</summary>
    public async Task InsertAsync(string tenant, IReadOnlyList<Tile> tiles, CancellationToken cancellationToken)
    {
        using var block = new NativeBlock();
        var tenants = block.Add("tenant", new LowCardinalityColumn());
        var levels = block.Add("level", new NumberColumn<byte>());
        var places = block.Add("n", new NumberColumn<ulong>());
        var widths = block.Add("width", new NumberColumn<ushort>());
        var data = block.Add("data", new StringColumn());
        foreach (var tile in tiles)
        {
            tenants.Append(Encoding.UTF8.GetBytes(tenant));
            levels.Append((byte)tile.Level);
            places.Append((ulong)tile.Index);
            widths.Append((ushort)tile.Width);
            data.Append(tile.Hashes.Span);
            block.EndRow();
        }

        // A tile may be there twice, but one that ClickHouse has lost must not be dropped when it is sent again.
        await client.InsertAsync(ClickHouseInsert.Of(Table, block, TrailTable.Unique()), cancellationToken);
    }

    private async IAsyncEnumerable<Tile> ReadAsync(
        ClickHouseQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var row in client.QueryAsync(query, TileRows.Default.TileRow, cancellationToken))
        {
            yield return new Tile(row.Level, row.N, Convert.FromHexString(row.Data));
        }
    }

    private static ClickHouseQuery Query(string sql, string tenant, params (string Name, string Value)[] parameters) =>
        new(sql)
        {
            Parameters = parameters
                .Append(("tenant", tenant))
                .ToDictionary(p => p.Item1, p => p.Item2, StringComparer.Ordinal),
            Settings = TrailTable.ReadNewest,
            Tenant = new(tenant),
        };

    internal sealed record SizeRow(long Size);

    internal sealed record TileRow(int Level, long N, string Data);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(SizeRow))]
    [JsonSerializable(typeof(TileRow))]
    private sealed partial class TileRows : JsonSerializerContext;
}
