using Monolith.Platform.ClickHouse;

namespace Monolith.Storage.Tests;

/// <summary>The tables that the module writes to, in a database of a test's own.</summary>
internal static class StorageTables
{
    private const string Logs = """
        CREATE TABLE logs
        (
            tenant LowCardinality(String), ts DateTime64(9, 'UTC'), observed_ts DateTime64(3, 'UTC'), log_id UInt64,
            severity_number UInt8, severity_text LowCardinality(String), service LowCardinality(String),
            source LowCardinality(String), event_name LowCardinality(String), correlation_id String, request_id String,
            user_id String, trace_id FixedString(16), span_id FixedString(8), duration_ms Float32,
            http_method LowCardinality(String), http_route LowCardinality(String), http_url String, http_status UInt16,
            client_ip String, user_agent LowCardinality(String), body String,
            attributes Map(LowCardinality(String), String),
            resource Map(LowCardinality(String), LowCardinality(String)),
            schema_version UInt16 DEFAULT 1, retention_days UInt16 DEFAULT 30
        )
        ENGINE = MergeTree PARTITION BY (toDate(ts), retention_days)
        ORDER BY (tenant, toStartOfFiveMinutes(ts), service, ts)
        SETTINGS non_replicated_deduplication_window = 1000
        """;

    private const string Quarantine = """
        CREATE TABLE quarantine
        (
            tenant LowCardinality(String), observed_ts DateTime64(3, 'UTC'), id UInt64,
            reason LowCardinality(String), detail String, source LowCardinality(String), position UInt64, raw String,
            raw_bytes UInt64, retention_days UInt16 DEFAULT 30
        )
        ENGINE = MergeTree PARTITION BY toDate(observed_ts) ORDER BY (tenant, observed_ts)
        SETTINGS non_replicated_deduplication_window = 1000
        """;

    /// <summary>Makes the client's database and its tables.</summary>
    public static async Task CreateAsync(ClickHouseClient client)
    {
        await client.ExecuteAsync(
            new ClickHouseQuery($"CREATE DATABASE {client.Database}") { Database = "default" },
            CancellationToken.None
        );
        await client.ExecuteAsync(new ClickHouseQuery(Logs), CancellationToken.None);
        await client.ExecuteAsync(new ClickHouseQuery(Quarantine), CancellationToken.None);
    }
}
