using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization;
using Monolith.Audit.Contracts;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.ClickHouse.Migrations;
using Monolith.Platform.ClickHouse.Native;

namespace Monolith.Audit.Shipping;

/// <summary>The table of the trail, as who writes it sees it.</summary>
internal sealed partial class TrailTable(ClickHouseClient client, MigrationRunner migrations)
{
    private const string Table = "audit_entries";
    private const string MigrationsTable = "audit_migrations";

    // In a cluster, a read that follows a write must see it, whichever node answers.
    private static readonly Dictionary<string, string> ReadNewest = new(StringComparer.Ordinal)
    {
        ["select_sequential_consistency"] = "1",
    };

    /// <summary>Brings the table up to date.</summary>
    public Task MigrateAsync(CancellationToken cancellationToken) =>
        migrations.ApplyAsync(MigrationsTable, Migration.EmbeddedIn(typeof(TrailTable).Assembly), cancellationToken);

    /// <summary>The links that the table has for some places.</summary>
    public async Task<IReadOnlyDictionary<long, string>> LinksAsync(
        string tenant,
        long first,
        long last,
        CancellationToken cancellationToken
    )
    {
        var query = new ClickHouseQuery(
            $"SELECT toInt64(seq) AS seq, link FROM {Table} "
                + "WHERE tenant = {tenant:String} AND seq BETWEEN {first:UInt64} AND {last:UInt64}"
        )
        {
            Parameters = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["tenant"] = tenant,
                ["first"] = first.ToString(CultureInfo.InvariantCulture),
                ["last"] = last.ToString(CultureInfo.InvariantCulture),
            },
            Settings = ReadNewest,
        };
        var links = new Dictionary<long, string>();
        await foreach (var row in client.QueryAsync(query, Rows.Default.LinkRow, cancellationToken))
        {
            links[row.Seq] = row.Link;
        }

        return links;
    }

    /// <summary>Inserts entries. They are in the table when this returns.</summary>
    public async Task InsertAsync(string tenant, IReadOnlyList<TrailLine> lines, CancellationToken cancellationToken)
    {
        using var block = new NativeBlock();
        var tenants = block.Add("tenant", new LowCardinalityColumn());
        var places = block.Add("seq", new NumberColumn<ulong>());
        var times = block.Add("ts", new DateTime64Column(9));
        var links = block.Add("link", new StringColumn());
        var entries = block.Add("entry", new StringColumn());
        foreach (var line in lines)
        {
            tenants.Append(Encoding.UTF8.GetBytes(tenant));
            places.Append((ulong)line.Seq);
            times.AppendUnixNano((line.Time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
            links.Append(Encoding.UTF8.GetBytes(line.Link));
            entries.Append(Encoding.UTF8.GetBytes(line.Entry));
            block.EndRow();
        }

        // The last link names all entries up to it, so the token is that of no other insert.
        await client.InsertAsync(
            ClickHouseInsert.Of(Table, block, $"{lines[0].Seq} {lines[^1].Link}"),
            cancellationToken
        );
    }

    /// <summary>The entries of a trail in the order of their places, those with one place too many times included.</summary>
    public async IAsyncEnumerable<TrailLine> ReadAsync(
        string tenant,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var query = new ClickHouseQuery(
            "SELECT toInt64(seq) AS seq, toString(toUnixTimestamp64Nano(ts)) AS nanos, link, entry "
                + $"FROM {Table} WHERE tenant = {{tenant:String}} ORDER BY tenant, audit_entries.seq"
        )
        {
            Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["tenant"] = tenant },
            Settings = ReadNewest,
            Tenant = new(tenant),
        };
        await foreach (var row in client.QueryAsync(query, Rows.Default.EntryRow, cancellationToken))
        {
            var ticks = long.Parse(row.Nanos, CultureInfo.InvariantCulture) / TimeSpan.NanosecondsPerTick;
            yield return new TrailLine(row.Seq, DateTimeOffset.UnixEpoch.AddTicks(ticks), row.Link, row.Entry);
        }
    }

    internal sealed record LinkRow(long Seq, string Link);

    internal sealed record EntryRow(long Seq, string Nanos, string Link, string Entry);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(LinkRow))]
    [JsonSerializable(typeof(EntryRow))]
    private sealed partial class Rows : JsonSerializerContext;
}
