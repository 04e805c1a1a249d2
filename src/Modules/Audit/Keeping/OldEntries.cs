using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Monolith.Audit.Shipping;
using Monolith.Audit.Trail;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.ClickHouse.Migrations;

namespace Monolith.Audit.Keeping;

/// <summary>The entries whose time is over, in ClickHouse.</summary>
internal sealed partial class OldEntries(ClickHouseClient client, IOptions<ClickHouseOptions> options)
{
    /// <summary>The place before which all entries are older than a time: by what they say themselves, and by when the first
    /// checkpoint over them was signed, so that who tells of old things has them forgotten no earlier.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="begin">Nothing is looked at before this place.</param>
    /// <param name="time">The time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<long> EndAsync(
        string tenant,
        long begin,
        DateTimeOffset time,
        CancellationToken cancellationToken
    )
    {
        var parameters = Parameters(tenant, begin);
        parameters["time"] = EntryText.TimeOf(time);
        var signed = await AskAsync(
            "SELECT toInt64(max(audit_checkpoints.size)) AS place FROM audit_checkpoints "
                + "WHERE tenant = {tenant:String} AND ts < parseDateTime64BestEffort({time:String}, 9, 'UTC')",
            parameters,
            cancellationToken
        );
        if (signed <= begin)
        {
            return begin;
        }

        parameters["end"] = signed.ToString(CultureInfo.InvariantCulture);
        return await AskAsync(
            "SELECT toInt64(ifNull(minOrNull(audit_entries.seq), {end:UInt64})) AS place FROM audit_entries "
                + "WHERE tenant = {tenant:String} AND audit_entries.seq >= {begin:UInt64} AND audit_entries.seq < {end:UInt64} "
                + "AND JSONExtractString(entry, 'time') >= {time:String}",
            parameters,
            cancellationToken
        );
    }

    /// <summary>Removes the texts of entries. Their hashes stay: those of old rows that are made of the text are written down
    /// first.</summary>
    public Task RemoveAsync(string tenant, long begin, long end, CancellationToken cancellationToken)
    {
        var parameters = Parameters(tenant, begin);
        parameters["end"] = end.ToString(CultureInfo.InvariantCulture);
        var alter = new SchemaVariant(client.Database, options.Value.Cluster)
            .Statements("ALTER TABLE {table:audit_entries}")
            .Single();
        return client.ExecuteAsync(
            new ClickHouseQuery(
                $"{alter} UPDATE leaf = leaf, entry = '' WHERE tenant = {{tenant:String}} "
                    + "AND seq >= {begin:UInt64} AND seq < {end:UInt64} AND notEmpty(entry)"
            )
            {
                Parameters = parameters,
                Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["mutations_sync"] = "2" },
            },
            cancellationToken
        );
    }

    private async Task<long> AskAsync(
        string sql,
        IReadOnlyDictionary<string, string> parameters,
        CancellationToken cancellationToken
    )
    {
        var query = new ClickHouseQuery(sql) { Parameters = parameters, Settings = TrailTable.ReadNewest };
        await foreach (var row in client.QueryAsync(query, PlaceRows.Default.PlaceRow, cancellationToken))
        {
            return row.Place;
        }

        throw new InvalidOperationException("An aggregate has one row.");
    }

    private static Dictionary<string, string> Parameters(string tenant, long begin) =>
        new(StringComparer.Ordinal) { ["tenant"] = tenant, ["begin"] = begin.ToString(CultureInfo.InvariantCulture) };

    internal sealed record PlaceRow(long Place);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(PlaceRow))]
    private sealed partial class PlaceRows : JsonSerializerContext;
}
