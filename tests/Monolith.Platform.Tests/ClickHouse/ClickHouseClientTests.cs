using System.Globalization;
using System.Text.Json;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.ClickHouse.Native;
using Monolith.Platform.Security;

namespace Monolith.Platform.Tests.ClickHouse;

public sealed class ClickHouseClientTests(EngineFixture engine)
{
    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("a\tb\nc\rd\\e'f\"g`h\\N\\t")]
    [InlineData("') OR 1 = 1 --")]
    [InlineData("Grüße 😀 & = ? # %41 +")]
    public async Task A_value_arrives_as_it_was_given(string value)
    {
        using var client = engine.CreateClient();
        var query = new ClickHouseQuery("SELECT {value:String} AS value")
        {
            Parameters = new Dictionary<string, string> { ["value"] = value },
        };

        Assert.Equal([new Row(value)], await ReadAsync(client, query));
    }

    [Fact]
    public async Task The_values_of_an_array_arrive_as_they_were_given()
    {
        string[] values = ["", "a'b", @"c\d", "e\nf\tg", "],['h", "Grüße"];
        using var client = engine.CreateClient();
        var query = new ClickHouseQuery("SELECT arrayJoin({values:Array(String)}) AS value")
        {
            Parameters = new Dictionary<string, string> { ["values"] = ClickHouseArray.Of(values) },
        };

        Assert.Equal(values.Select(v => new Row(v)), await ReadAsync(client, query));
    }

    [Fact]
    public async Task A_large_result_is_read_row_by_row()
    {
        using var client = engine.CreateClient();
        var count = 0;

        var rows = client.QueryAsync<Row>(
            new ClickHouseQuery("SELECT toString(number) AS value FROM numbers(300000)"),
            JsonSerializerOptions.Web,
            CancellationToken.None
        );
        await foreach (var row in rows)
        {
            Assert.Equal(count++.ToString(CultureInfo.InvariantCulture), row.Value);
        }

        Assert.Equal(300_000, count);
    }

    [Fact]
    public async Task The_statement_names_its_tenant_and_itself()
    {
        using var client = engine.CreateClient();
        var query = new ClickHouseQuery(
            "SELECT arrayStringConcat(arraySlice(splitByChar('|', getSetting('log_comment')), 1, 2), '|') AS value"
        )
        {
            QueryId = "my-query",
        };

        Assert.Equal([new Row("*|my-query")], await ReadAsync(client, query));
        Assert.Equal([new Row("acme|my-query")], await ReadAsync(client, query with { Tenant = new TenantId("acme") }));
    }

    [Fact]
    public async Task Settings_apply_to_their_statement()
    {
        using var client = engine.CreateClient();
        var query = new ClickHouseQuery("SELECT toString(getSetting('max_threads')) AS value")
        {
            Settings = new Dictionary<string, string> { ["max_threads"] = "3" },
        };

        Assert.Equal([new Row("3")], await ReadAsync(client, query));
    }

    [Fact]
    public async Task A_refused_statement_says_why()
    {
        using var client = engine.CreateClient();

        var error = await Assert.ThrowsAsync<ClickHouseException>(() =>
            client.ExecuteAsync(new ClickHouseQuery("SELECT * FROM not_there"), CancellationToken.None)
        );

        Assert.Equal(60, error.Code);
        Assert.Equal("UNKNOWN_TABLE", error.Name);
        Assert.Contains("not_there", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsRetriable);
    }

    [Fact]
    public async Task A_statement_that_fails_in_the_middle_of_its_result_says_why()
    {
        using var client = engine.CreateClient();
        var query = new ClickHouseQuery("SELECT toString(throwIf(number = 3000000)) AS value FROM numbers(4000000)");
        await using var result = await client.QueryRawAsync(query, "TabSeparated", CancellationToken.None);
        using var received = new MemoryStream();

        var error = await Assert.ThrowsAsync<ClickHouseException>(() => result.Body.CopyToAsync(received));

        Assert.Equal(395, error.Code);
        Assert.Equal("FUNCTION_THROW_IF_VALUE_IS_NON_ZERO", error.Name);
        Assert.All(received.ToArray(), b => Assert.True(b is (byte)'0' or (byte)'\n'));
    }

    [Fact]
    public async Task Memory_over_the_cap_is_worth_another_try()
    {
        using var client = engine.CreateClient();
        var query = new ClickHouseQuery("SELECT groupArray(toString(number)) FROM numbers(10000000)")
        {
            Settings = new Dictionary<string, string> { ["max_memory_usage"] = "1000000" },
        };

        var error = await Assert.ThrowsAsync<ClickHouseException>(() =>
            client.ExecuteAsync(query, CancellationToken.None)
        );

        Assert.Equal(241, error.Code);
        Assert.True(error.IsRetriable);
    }

    [Fact]
    public async Task Walking_away_from_a_result_stops_the_statement()
    {
        using var client = engine.CreateClient();
        var query = new ClickHouseQuery("SELECT sleepEachRow(0.01) FROM numbers(1000000)")
        {
            QueryId = "walked-away",
            Settings = new Dictionary<string, string> { ["max_block_size"] = "10" },
        };

        var result = await client.QueryRawAsync(query, "TabSeparated", CancellationToken.None);
        await Eventually.HoldsAsync(async () => await IsRunningAsync(), "the statement runs");
        await result.DisposeAsync();

        await Eventually.HoldsAsync(async () => !await IsRunningAsync(), "the statement has stopped");

        async Task<bool> IsRunningAsync()
        {
            var running = new ClickHouseQuery(
                "SELECT query AS value FROM system.processes WHERE startsWith(Settings['log_comment'], '*|walked-away')"
            );
            return (await ReadAsync(client, running)).Count > 0;
        }
    }

    [Fact]
    public async Task An_insert_that_is_sent_again_is_dropped()
    {
        using var client = engine.CreateClient();
        await client.ExecuteAsync(
            new ClickHouseQuery(
                "CREATE TABLE sent_again (value String) ENGINE = MergeTree ORDER BY value SETTINGS non_replicated_deduplication_window = 10"
            ),
            CancellationToken.None
        );
        using var block = BlockOf("value", "once"u8);

        var summary = await client.InsertAsync(ClickHouseInsert.Of("sent_again", block, "a"), CancellationToken.None);
        await client.InsertAsync(ClickHouseInsert.Of("sent_again", block, "a"), CancellationToken.None);

        Assert.Equal(1, summary.WrittenRows);
        Assert.Equal([new Row("once")], await ReadAsync(client, new ClickHouseQuery("SELECT value FROM sent_again")));
    }

    [Fact]
    public async Task A_misspelt_column_is_refused()
    {
        using var client = engine.CreateClient();
        await client.ExecuteAsync(
            new ClickHouseQuery("CREATE TABLE misspelt (value String) ENGINE = Memory"),
            CancellationToken.None
        );
        using var block = BlockOf("valeu", "x"u8);

        var error = await Assert.ThrowsAsync<ClickHouseException>(() =>
            client.InsertAsync(
                ClickHouseInsert.Of("misspelt", block, "a") with
                {
                    Columns = [],
                },
                CancellationToken.None
            )
        );

        Assert.False(error.IsRetriable);
    }

    [Fact]
    public async Task The_engine_answers_a_ping()
    {
        using var client = engine.CreateClient();

        Assert.True(await client.PingAsync(CancellationToken.None));
    }

    private static NativeBlock BlockOf(string column, ReadOnlySpan<byte> value)
    {
        var block = new NativeBlock();
        block.Add(column, new StringColumn()).Append(value);
        block.EndRow();
        return block;
    }

    private static async Task<List<Row>> ReadAsync(ClickHouseClient client, ClickHouseQuery query) =>
        await client.QueryAsync<Row>(query, JsonSerializerOptions.Web, CancellationToken.None).ToListAsync();

    private sealed record Row(string Value);
}
