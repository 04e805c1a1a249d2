using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Monolith.Audit.Merkle;
using Monolith.Audit.Trail;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.ClickHouse.Migrations;
using Monolith.Platform.ClickHouse.Native;

namespace Monolith.Audit.Shipping;

/// <summary>The table of the entries, as who writes it sees it.</summary>
internal sealed partial class TrailTable(ClickHouseClient client, MigrationRunner migrations)
{
    private const string Table = "audit_entries";
    private const string MigrationsTable = "audit_migrations";
    private const int UniqueDigits = 32;

    /// <summary>In a cluster, a read that follows a write must see it, whichever node answers.</summary>
    internal static readonly IReadOnlyDictionary<string, string> ReadNewest = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["select_sequential_consistency"] = "1",
    };

    /// <summary>Brings the tables of the trail up to date.</summary>
    public Task MigrateAsync(CancellationToken cancellationToken) =>
        migrations.ApplyAsync(MigrationsTable, Migration.EmbeddedIn(typeof(TrailTable).Assembly), cancellationToken);

    /// <summary>The hashes of entries that the table has for some places.</summary>
    public async Task<IReadOnlyDictionary<long, Hash>> LeavesAsync(
        string tenant,
        long begin,
        long end,
        CancellationToken cancellationToken
    )
    {
        var query = new ClickHouseQuery(
            $"SELECT toInt64(seq) AS seq, hex(leaf) AS leaf FROM {Table} "
                + "WHERE tenant = {tenant:String} AND audit_entries.seq >= {begin:UInt64} AND audit_entries.seq < {end:UInt64}"
        )
        {
            Parameters = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["tenant"] = tenant,
                ["begin"] = begin.ToString(CultureInfo.InvariantCulture),
                ["end"] = end.ToString(CultureInfo.InvariantCulture),
            },
            Settings = ReadNewest,
        };
        var leaves = new Dictionary<long, Hash>();
        await foreach (var row in client.QueryAsync(query, Rows.Default.LeafRow, cancellationToken))
        {
            leaves[row.Seq] = Hash.Read(Convert.FromHexString(row.Leaf));
        }

        return leaves;
    }

    /// <summary>Inserts entries.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="lines">The entries.</param>
    /// <param name="isNew">True to have them dropped when the very same were sent before: that insert may still be under way. False when
    /// they were, and are not there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task InsertAsync(
        string tenant,
        IReadOnlyList<TrailLine> lines,
        bool isNew,
        CancellationToken cancellationToken
    )
    {
        using var block = new NativeBlock();
        var tenants = block.Add("tenant", new LowCardinalityColumn());
        var places = block.Add("seq", new NumberColumn<ulong>());
        var times = block.Add("ts", new DateTime64Column(9));
        var leaves = block.Add("leaf", new FixedStringColumn(Hash.Length));
        var entries = block.Add("entry", new StringColumn());
        var range = new CompactRange();
        foreach (var line in lines)
        {
            var leaf = line.Leaf();
            range.Append(leaf);
            tenants.Append(Encoding.UTF8.GetBytes(tenant));
            places.Append((ulong)line.Seq);
            times.AppendUnixNano((line.Time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
            leaves.Append(leaf.ToBytes());
            entries.Append(Encoding.UTF8.GetBytes(line.Entry));
            block.EndRow();
        }

        // The token names the tenant, the places and what stands there, so it is that of no other insert.
        var token = $"{tenant} {lines[0].Seq} {range.Root()}";
        await client.InsertAsync(
            ClickHouseInsert.Of(Table, block, isNew ? token : $"{token} {Unique()}"),
            cancellationToken
        );
    }

    /// <summary>What no insert was called before. For rows that do no harm when they are there twice.</summary>
    internal static string Unique() => RandomNumberGenerator.GetHexString(UniqueDigits);

    /// <summary>The entries of a trail in the order of their places, those with one place too many times included.</summary>
    /// <param name="tenant">Whose trail.</param>
    /// <param name="begin">The first place.</param>
    /// <param name="end">The place to end before; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async IAsyncEnumerable<TrailLine> ReadAsync(
        string tenant,
        long begin,
        long? end,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var query = new ClickHouseQuery(
            "SELECT toInt64(seq) AS seq, toString(toUnixTimestamp64Nano(ts)) AS nanos, entry, if(empty(entry), hex(leaf), '') AS kept "
                + $"FROM {Table} WHERE tenant = {{tenant:String}} AND audit_entries.seq >= {{begin:UInt64}} "
                + "AND audit_entries.seq < {end:UInt64} ORDER BY tenant, audit_entries.seq"
        )
        {
            Parameters = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["tenant"] = tenant,
                ["begin"] = begin.ToString(CultureInfo.InvariantCulture),
                ["end"] = ((ulong?)end ?? ulong.MaxValue).ToString(CultureInfo.InvariantCulture),
            },
            Settings = ReadNewest,
            Tenant = new(tenant),
        };
        await foreach (var row in client.QueryAsync(query, Rows.Default.EntryRow, cancellationToken))
        {
            var ticks = long.Parse(row.Nanos, CultureInfo.InvariantCulture) / TimeSpan.NanosecondsPerTick;
            yield return new TrailLine(row.Seq, DateTimeOffset.UnixEpoch.AddTicks(ticks), row.Entry)
            {
                WithoutText = row.Kept.Length > 0 ? Hash.Read(Convert.FromHexString(row.Kept)) : null,
            };
        }
    }

    internal sealed record LeafRow(long Seq, string Leaf);

    internal sealed record EntryRow(long Seq, string Nanos, string Entry, string Kept);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(LeafRow))]
    [JsonSerializable(typeof(EntryRow))]
    private sealed partial class Rows : JsonSerializerContext;
}
