namespace Monolith.Platform.Tests.Engine;

/// <summary>In the guarded tables a statement sees the rows of the tenant that its <c>log_comment</c> names, and no others.</summary>
public sealed class RowPolicyTests(RowPolicyTests.GuardedEngine engine) : IClassFixture<RowPolicyTests.GuardedEngine>
{
    private readonly HttpClient _http = engine.Http;

    [Theory]
    [InlineData("log_comment=*|q", "1\n2\n3\n4\n")]
    [InlineData("log_comment=a|q", "1\n")]
    [InlineData("log_comment=b|q", "2\n3\n")]
    [InlineData("log_comment=b", "2\n3\n")]
    [InlineData("log_comment=c|q", "")]
    [InlineData("log_comment=x*|q", "")]
    public async Task A_tenant_sees_its_rows(string parameters, string rows)
    {
        Assert.Equal(rows, await _http.AskAsync("SELECT n FROM monolith.logs ORDER BY n", parameters + "&readonly=1"));
    }

    [Fact]
    public async Task A_statement_that_names_no_tenant_sees_no_tenants_rows()
    {
        Assert.Equal("4\n", await _http.AskAsync("SELECT n FROM monolith.logs ORDER BY n"));
    }

    [Theory]
    [InlineData("SELECT n FROM monolith.logs WHERE tenant = 'b'")]
    [InlineData("SELECT n FROM (SELECT * FROM monolith.logs) WHERE tenant != 'a'")]
    [InlineData("SELECT o.n FROM monolith.logs AS l LEFT JOIN monolith.logs AS o ON 1 = 1 WHERE o.tenant = 'b'")]
    [InlineData("SELECT 1 FROM system.one WHERE 2 IN (SELECT n FROM monolith.logs)")]
    [InlineData("WITH x AS (SELECT n FROM monolith.logs) SELECT n FROM x WHERE n = 2")]
    [InlineData("SELECT n FROM monolith.logs WHERE tenant = 'a' AND n = 2 OR 1 = 1 AND n > 1")]
    [InlineData("SELECT n FROM merge('monolith', 'logs') WHERE n = 2")]
    [InlineData("SELECT n FROM monolith.logs WHERE n = 2 SETTINGS log_comment = '*|q'")]
    [InlineData(
        "SELECT n FROM loop(monolith.logs) WHERE n = 2 LIMIT 1 SETTINGS max_rows_to_read = 1000, max_execution_time = 1"
    )]
    [InlineData("SELECT n FROM view(SELECT * FROM monolith.logs) WHERE n = 2")]
    [InlineData("SELECT tenant FROM mergeTreeIndex(monolith, logs) WHERE tenant = 'b'")]
    [InlineData("SELECT total_rows FROM system.tables WHERE name = 'logs'")]
    [InlineData("SELECT rows FROM system.parts WHERE table = 'logs'")]
    [InlineData("SELECT query FROM system.processes WHERE Settings['log_comment'] LIKE '*%'")]
    [InlineData("SET log_comment = '*|q'")]
    public async Task Another_tenants_rows_cannot_be_had_by_any_way_round(string sql)
    {
        using var response = await _http.PostAsync("/?log_comment=a|q&readonly=1", new StringContent(sql));

        var body = await response.Content.ReadAsStringAsync();
        Assert.True(body.Length == 0 || !response.IsSuccessStatusCode, $"It answered: {body}");
    }

    [Fact]
    public async Task A_materialised_view_is_filled_by_the_system_and_guarded_too()
    {
        await _http.AskAsync("CREATE TABLE monolith.quarantine AS monolith.logs", "log_comment=*|q");
        await _http.AskAsync(
            "CREATE MATERIALIZED VIEW monolith.log_counts_1m ENGINE = SummingMergeTree ORDER BY tenant "
                + "AS SELECT tenant, count() AS c FROM monolith.quarantine GROUP BY tenant",
            "log_comment=*|q"
        );

        await _http.AskAsync(
            "INSERT INTO monolith.quarantine VALUES ('a', 10), ('b', 11), ('b', 12)",
            "log_comment=*|q"
        );

        Assert.Equal("b\t2\n", await _http.AskAsync("SELECT * FROM monolith.log_counts_1m", "log_comment=b|q"));
        Assert.Equal("3\n", await _http.AskAsync("SELECT sum(c) FROM monolith.log_counts_1m", "log_comment=*|q"));
    }

    /// <summary>An engine with a guarded table that has rows of two tenants, and one of nobody.</summary>
    public sealed class GuardedEngine : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();
        private TestEngine _engine = null!;

        public HttpClient Http { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _engine = await TestEngine.StartAsync(_folder.File("data"));
            Http = _engine.CreateHttpClient();
            await Http.AskAsync("CREATE DATABASE monolith");
            await Http.AskAsync(
                "CREATE TABLE monolith.logs (tenant String, n UInt32) ENGINE = MergeTree ORDER BY tenant"
            );
            await Http.AskAsync(
                "INSERT INTO monolith.logs VALUES ('a', 1), ('b', 2), ('b', 3), ('', 4)",
                "log_comment=*|x"
            );
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await _engine.DisposeAsync();
            _folder.Dispose();
        }
    }
}
