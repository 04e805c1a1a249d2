using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.ClickHouse.Migrations;
using Monolith.Platform.ClickHouse.Native;
using Monolith.Storage.Contracts;

namespace Monolith.Storage.Tests.Schema;

/// <summary>The tables as the migrations make them, on the real engine.</summary>
public sealed class SchemaTests(EngineFixture engine)
{
    private const string Minute = "2026-03-04 05:06:00";
    private static readonly DateTimeOffset Time = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    private static readonly IReadOnlyList<Migration> Migrations = Migration.EmbeddedIn(typeof(ILogWriter).Assembly);

    [Fact]
    public async Task The_schema_is_made_once_by_hosts_that_start_together_and_again()
    {
        using var client = engine.CreateClient("schema_twice");

        await Task.WhenAll(MigrateAsync(client), MigrateAsync(client));
        await MigrateAsync(client);

        Assert.Equal(
            [
                .. (string[])
                    ["http_rollup_1m", "http_rollup_1m_mv", "log_counts_1m", "log_counts_1m_mv", "logs", "quarantine"],
                .. (string[])["span_rollup_1m", "span_rollup_1m_mv", "spans", "trace_index", "trace_index_mv"],
            ],
            await TextsAsync(
                client,
                "SELECT name AS value FROM system.tables WHERE database = currentDatabase() AND name NOT LIKE 'schema%' ORDER BY name"
            )
        );
    }

    [Fact]
    public async Task A_replayed_insert_is_dropped_from_the_table_and_from_its_roll_ups()
    {
        using var client = await MigratedAsync("schema_replay");
        using var block = Logs(new Log("checkout", 200, 10), new Log("checkout", 200, 30), new Log("checkout", 0, 99));

        await client.InsertAsync(ClickHouseInsert.Of("logs", block, "frame 1"), CancellationToken.None);
        await client.InsertAsync(ClickHouseInsert.Of("logs", block, "frame 1"), CancellationToken.None);

        Assert.Equal(["3"], await TextsAsync(client, "SELECT toString(count()) AS value FROM logs"));
        Assert.Equal(
            [$"default checkout {Minute} 3"],
            await TextsAsync(
                client,
                "SELECT concat(tenant, ' ', service, ' ', toString(minute), ' ', toString(sum(logs))) AS value FROM log_counts_1m GROUP BY tenant, service, minute"
            )
        );
        Assert.Equal(["2 2 40 30"], await RollupAsync(client));
    }

    [Fact]
    public async Task The_same_rows_under_another_token_are_kept()
    {
        using var client = await MigratedAsync("schema_tokens");
        using var block = Logs(new Log("checkout", 200, 10));

        await client.InsertAsync(ClickHouseInsert.Of("logs", block, "frame 1"), CancellationToken.None);
        await client.InsertAsync(ClickHouseInsert.Of("logs", block, "frame 2"), CancellationToken.None);

        Assert.Equal(["2"], await TextsAsync(client, "SELECT toString(sum(logs)) AS value FROM log_counts_1m"));
    }

    [Fact]
    public async Task Requests_without_a_duration_are_counted_and_do_not_change_latencies()
    {
        using var client = await MigratedAsync("schema_durations");
        using var block = Logs(
            new Log("checkout", 200, 0),
            new Log("checkout", 200, float.NaN),
            new Log("checkout", 200, float.PositiveInfinity),
            new Log("checkout", 200, 20)
        );

        await client.InsertAsync(ClickHouseInsert.Of("logs", block, "frame 1"), CancellationToken.None);

        Assert.Equal(["4 1 20 20"], await RollupAsync(client));
        Assert.Equal(
            ["20"],
            await TextsAsync(
                client,
                "SELECT toString(quantilesTDigestMerge(0.5, 0.9, 0.95, 0.99)(duration_q)[1]) AS value FROM http_rollup_1m"
            )
        );
    }

    [Fact]
    public async Task Durations_count_by_weight_and_together_with_what_was_rolled_up_without_weights()
    {
        using var client = await MigratedAsync("schema_weights");
        await client.ExecuteAsync(
            new ClickHouseQuery(
                $"""
                INSERT INTO http_rollup_1m (tenant, minute, service, status_class, retention_days, duration_q)
                SELECT 'default', '{Minute}', 'checkout', 2, 10000, quantilesTDigestState(0.5, 0.9, 0.95, 0.99)(toFloat32(1000))
                FROM numbers(10)
                """
            ),
            CancellationToken.None
        );
        using var block = Logs([.. Enumerable.Repeat(new Log("checkout", 200, 10, Weight: 30), 10)]);

        await client.InsertAsync(ClickHouseInsert.Of("logs", block, "frame 1"), CancellationToken.None);

        Assert.Equal(
            ["10 1000"],
            await TextsAsync(
                client,
                "SELECT concat(toString(q[1]), ' ', toString(q[4])) AS value FROM (SELECT quantilesTDigestMerge(0.5, 0.9, 0.95, 0.99)(duration_q) AS q FROM http_rollup_1m)"
            )
        );
    }

    [Theory]
    [InlineData("logs")]
    [InlineData("log_counts_1m")]
    [InlineData("http_rollup_1m")]
    [InlineData("quarantine")]
    [InlineData("spans")]
    [InlineData("trace_index")]
    [InlineData("span_rollup_1m")]
    public async Task Every_table_drops_whole_parts_after_the_retention_of_their_rows(string table)
    {
        using var client = await MigratedAsync($"schema_ttl_{table}");

        var created = Assert.Single(
            await TextsAsync(
                client,
                $"SELECT create_table_query AS value FROM system.tables WHERE database = currentDatabase() AND name = '{table}'"
            )
        );

        Assert.Contains("toIntervalDay(retention_days)", created, StringComparison.Ordinal);
        Assert.Contains("ttl_only_drop_parts = 1", created, StringComparison.Ordinal);
        Assert.Contains(
            "retention_days)",
            created[created.IndexOf("PARTITION BY", StringComparison.Ordinal)..],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Words_are_found_through_the_text_index()
    {
        using var client = await MigratedAsync("schema_words");
        using var block = Logs(new Log("checkout", 200, 1));
        await client.InsertAsync(ClickHouseInsert.Of("logs", block, "frame 1"), CancellationToken.None);
        const string Where = "FROM logs WHERE hasAllTokens(lower(body), ['declined', 'provider'])";

        var plan = string.Join(
            '\n',
            await TextsAsync(client, $"SELECT explain AS value FROM (EXPLAIN indexes = 1 SELECT body {Where})")
        );

        Assert.Contains("ix_body", plan, StringComparison.Ordinal);
        Assert.Equal(["1"], await TextsAsync(client, $"SELECT toString(count()) AS value {Where}"));
    }

    [Fact]
    public async Task A_time_range_of_a_tenant_is_found_through_the_primary_key()
    {
        using var client = await MigratedAsync("schema_key");
        using var block = Logs(new Log("checkout", 200, 1));
        await client.InsertAsync(ClickHouseInsert.Of("logs", block, "frame 1"), CancellationToken.None);

        var plan = string.Join(
            '\n',
            await TextsAsync(
                client,
                "SELECT explain AS value FROM (EXPLAIN indexes = 1 SELECT body FROM logs WHERE tenant = 'default' AND ts >= '2026-03-04 05:00:00' AND ts < '2026-03-04 06:00:00')"
            )
        );

        Assert.Contains("toStartOfFiveMinutes(ts)", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_statements_for_a_cluster_are_ones_that_ClickHouse_can_read()
    {
        using var client = engine.CreateClient();
        var variant = new SchemaVariant("monolith", "main");

        foreach (
            var statement in Migrations.SelectMany(m => variant.Statements(m.Source)).Prepend(variant.CreateDatabase)
        )
        {
            var query = new ClickHouseQuery("SELECT formatQuery({sql:String}) AS value")
            {
                Parameters = new Dictionary<string, string> { ["sql"] = statement },
            };
            var formatted = Assert.Single(await TextsAsync(client, query));
            Assert.Contains("ON CLUSTER main", formatted, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_statements_for_a_cluster_are_as_they_were_agreed()
    {
        var variant = new SchemaVariant("monolith", "main");
        var statements = Migrations.SelectMany(migration => variant.Statements(migration.Source));

        Assert.Equal(
            Repository.Read("tests/Monolith.Storage.Tests/Schema/cluster.sql"),
            string.Join("\n", statements.Select(statement => $"{statement};\n"))
        );
    }

    private static Task MigrateAsync(ClickHouseClient client) =>
        new MigrationRunner(
            client,
            Options.Create(new ClickHouseOptions()),
            TimeProvider.System,
            NullLogger<MigrationRunner>.Instance
        ).ApplyAsync(Migrations, CancellationToken.None);

    private async Task<ClickHouseClient> MigratedAsync(string database)
    {
        var client = engine.CreateClient(database);
        await MigrateAsync(client);
        return client;
    }

    private static Task<List<string>> RollupAsync(ClickHouseClient client) =>
        TextsAsync(
            client,
            "SELECT concat(toString(sum(requests)), ' ', toString(sum(measured)), ' ', toString(sum(duration_sum)), ' ', toString(max(duration_max))) AS value FROM http_rollup_1m"
        );

    private static Task<List<string>> TextsAsync(ClickHouseClient client, string sql) =>
        TextsAsync(client, new ClickHouseQuery(sql));

    private static async Task<List<string>> TextsAsync(ClickHouseClient client, ClickHouseQuery query)
    {
        var rows = client.QueryAsync<Row>(query, JsonSerializerOptions.Web, CancellationToken.None);
        return await rows.Select(row => row.Value).ToListAsync();
    }

    private static NativeBlock Logs(params Log[] logs)
    {
        var block = new NativeBlock();
        var tenant = block.Add("tenant", new LowCardinalityColumn());
        var time = block.Add("ts", new DateTime64Column(9));
        var service = block.Add("service", new LowCardinalityColumn());
        var status = block.Add("http_status", new NumberColumn<ushort>());
        var duration = block.Add("duration_ms", new NumberColumn<float>());
        var body = block.Add("body", new StringColumn());
        var weight = block.Add("weight", new NumberColumn<uint>());
        var retention = block.Add("retention_days", new NumberColumn<ushort>());
        foreach (var log in logs)
        {
            tenant.Append("default"u8);
            time.AppendUnixNano(Time.ToUnixTimeMilliseconds() * 1_000_000);
            service.Append(Encoding.UTF8.GetBytes(log.Service));
            status.Append(log.Status);
            duration.Append(log.DurationMs);
            weight.Append(log.Weight);
            body.Append("Payment was DECLINED by the provider"u8);

            // Far enough away that no row expires while a test runs, whatever the day.
            retention.Append(10_000);
            block.EndRow();
        }

        return block;
    }

    private sealed record Log(string Service, ushort Status, float DurationMs, uint Weight = 1);

    private sealed record Row(string Value);
}
