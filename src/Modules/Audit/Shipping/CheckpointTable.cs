using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Merkle;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.ClickHouse.Native;

namespace Monolith.Audit.Shipping;

/// <summary>The table of the checkpoints whose entries and tiles are in ClickHouse.</summary>
internal sealed partial class CheckpointTable(ClickHouseClient client)
{
    private const string Table = "audit_checkpoints";

    /// <summary>The size of the newest one; 0 when there is none.</summary>
    public async Task<long> NewestSizeAsync(string tenant, CancellationToken cancellationToken) =>
        await FindNewestAsync(tenant, cancellationToken) is { } newest ? newest.Size : 0;

    /// <summary>The newest one; null when there is none.</summary>
    public Task<Checkpoint?> FindNewestAsync(string tenant, CancellationToken cancellationToken) =>
        FindAsync(tenant, "1 ORDER BY audit_checkpoints.size DESC LIMIT 1", 0, cancellationToken);

    /// <summary>The first one that covers a place; null when there is none.</summary>
    public Task<Checkpoint?> FindCoveringAsync(string tenant, long seq, CancellationToken cancellationToken) =>
        FindAsync(
            tenant,
            "audit_checkpoints.size > {seq:UInt64} ORDER BY audit_checkpoints.size LIMIT 1",
            seq,
            cancellationToken
        );

    /// <summary>Inserts a checkpoint.</summary>
    public async Task InsertAsync(string tenant, SignedCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        using var block = new NativeBlock();
        block.Add("tenant", new LowCardinalityColumn()).Append(Encoding.UTF8.GetBytes(tenant));
        block.Add("size", new NumberColumn<ulong>()).Append((ulong)checkpoint.Size);
        block.Add("root", new FixedStringColumn(Hash.Length)).Append(Hash.Parse(checkpoint.Root).ToBytes());
        block
            .Add("ts", new DateTime64Column(9))
            .AppendUnixNano((checkpoint.Time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
        block.Add("note", new StringColumn()).Append(Encoding.UTF8.GetBytes(checkpoint.Note));
        block.EndRow();
        await client.InsertAsync(ClickHouseInsert.Of(Table, block, TrailTable.Unique()), cancellationToken);
    }

    private async Task<Checkpoint?> FindAsync(
        string tenant,
        string condition,
        long seq,
        CancellationToken cancellationToken
    )
    {
        var query = new ClickHouseQuery($"SELECT note FROM {Table} WHERE tenant = {{tenant:String}} AND {condition}")
        {
            Parameters = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["tenant"] = tenant,
                ["seq"] = seq.ToString(CultureInfo.InvariantCulture),
            },
            Settings = TrailTable.ReadNewest,
            Tenant = new(tenant),
        };
        await foreach (var row in client.QueryAsync(query, NoteRows.Default.NoteRow, cancellationToken))
        {
            return Checkpoint.Parse(row.Note);
        }

        return null;
    }

    internal sealed record NoteRow(string Note);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(NoteRow))]
    private sealed partial class NoteRows : JsonSerializerContext;
}
