using System.Text.Json.Serialization;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Storage.Reading;

/// <summary>Asks ClickHouse's list of processes. Tenants may not see it, because it has the queries of all of them: so it is
/// asked as the system itself, and for nothing but numbers.</summary>
internal sealed partial class QueryProgressReader(ClickHouseClient client) : IQueryProgress
{
    // Every query says in this setting whose it is and what it is called; the embedded engine gives ids of its own.
    private const string Sql =
        "SELECT count() AS queries, sum(read_rows) AS rows, sum(total_rows_approx) AS to_read, sum(read_bytes) AS bytes "
        + "FROM system.processes WHERE startsWith(Settings['log_comment'], {name:String})";

    /// <inheritdoc/>
    public async Task<QueryProgress?> FindAsync(TenantId tenant, string queryId, CancellationToken cancellationToken)
    {
        var query = new ClickHouseQuery(Sql)
        {
            Parameters = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["name"] = $"{tenant.Value}|{queryId}",
            },
            Settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["output_format_json_quote_64bit_integers"] = "0",
            },
        };
        await foreach (var row in client.QueryAsync(query, Rows.Default.Row, cancellationToken))
        {
            return row.Queries == 0 ? null : new QueryProgress(row.Rows, Math.Max(row.Rows, row.ToRead), row.Bytes);
        }

        return null;
    }

    internal sealed record Row(long Queries, long Rows, long ToRead, long Bytes);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Row))]
    private sealed partial class Rows : JsonSerializerContext;
}
