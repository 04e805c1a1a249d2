using System.Globalization;
using System.Text;
using Monolith.Platform.ClickHouse;

namespace Monolith.Storage.Shipping;

/// <summary>The statements with which frames come into ClickHouse.</summary>
internal sealed class ClickHouseTarget(ClickHouseClient client)
{
    /// <summary>Inserts blocks. The rows are in the table when this returns, unless the token was seen before.</summary>
    /// <exception cref="ClickHouseException">They were refused, or nobody knows whether they arrived.</exception>
    public async Task InsertAsync(string table, string token, FrameBody body, CancellationToken cancellationToken) =>
        await client.InsertAsync(
            new ClickHouseInsert
            {
                Table = table,
                DeduplicationToken = token,
                WriteBodyAsync = body.WriteAsync,
                BodyBytes = body.Bytes,
            },
            cancellationToken
        );

    /// <summary>How many rows have an id from the first to the last, both included.</summary>
    public async Task<long> CountAsync(
        StreamTable table,
        ulong firstId,
        ulong lastId,
        CancellationToken cancellationToken
    )
    {
        var query = new ClickHouseQuery(
            $"SELECT count() FROM {table.Name} WHERE {table.IdColumn} BETWEEN {{first:UInt64}} AND {{last:UInt64}}"
        )
        {
            Parameters = Bounds(firstId, lastId),
        };
        await using var result = await client.QueryRawAsync(query, "TSV", cancellationToken);
        using var reader = new StreamReader(result.Body, Encoding.ASCII);
        var text = await reader.ReadToEndAsync(cancellationToken);
        return long.Parse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    /// <summary>Inserts those rows of the blocks whose ids are not in the table.</summary>
    public async Task InsertMissingAsync(
        StreamTable table,
        ulong firstId,
        ulong lastId,
        FrameBody body,
        CancellationToken cancellationToken
    )
    {
        // The blocks go into a table beside it first, because ClickHouse can only compare rows that are in tables.
        var beside = $"{table.Name}_repair";
        await ExecuteAsync($"DROP TABLE IF EXISTS {beside}", cancellationToken);
        await ExecuteAsync($"CREATE TABLE {beside} AS {table.Name}", cancellationToken);
        await InsertAsync(beside, $"{firstId}-{lastId}", body, cancellationToken);
        var copy = new ClickHouseQuery(
            $"""
            INSERT INTO {table.Name} SELECT * FROM {beside} WHERE {table.IdColumn} NOT IN (
                SELECT {table.IdColumn} FROM {table.Name}
                WHERE {table.IdColumn} BETWEEN {firstId.ToString(CultureInfo.InvariantCulture)}
                    AND {lastId.ToString(CultureInfo.InvariantCulture)}
            )
            """
        )
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["insert_deduplicate"] = "0" },
        };
        await client.ExecuteAsync(copy, cancellationToken);
        await ExecuteAsync($"DROP TABLE IF EXISTS {beside}", cancellationToken);
    }

    private static Dictionary<string, string> Bounds(ulong firstId, ulong lastId) =>
        new(StringComparer.Ordinal)
        {
            ["first"] = firstId.ToString(CultureInfo.InvariantCulture),
            ["last"] = lastId.ToString(CultureInfo.InvariantCulture),
        };

    private Task ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        client.ExecuteAsync(new ClickHouseQuery(sql), cancellationToken);
}
