using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Alerting.Evaluation;
using Monolith.Alerting.Rules;
using Monolith.Alerting.Scheduling;
using Monolith.Explore;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.ClickHouse.Migrations;
using Monolith.Platform.Security;
using Monolith.Storage;

namespace Monolith.Alerting.Tests.Rules;

/// <summary>Each kind of rule finds the trouble that it is made for, among records in the real engine.</summary>
public sealed class RuleKindTests(EngineFixture engine) : IAsyncLifetime
{
    private const string Database = "rule_kinds";

    private readonly TemporaryFolder _folder = new();
    private readonly VirtualTime _time = new();
    private ClickHouseClient _client = null!;
    private ModuleHost _host = null!;

    [Fact]
    public async Task Each_kind_finds_its_trouble_and_nothing_else()
    {
        await StoreAsync(
            40,
            service: "'order'",
            status: "if(number % 2 = 0, 503, 200)",
            route: "'/orders'",
            durationMs: "1"
        );
        await StoreAsync(
            120,
            service: "'cart'",
            status: "200",
            route: "'/cart'",
            durationMs: "if(number < 10, 3000, 20)"
        );
        await StoreAsync(
            40,
            service: "'model'",
            attributes: "map('gen_ai.request.model', 'm-1', 'error.type', if(number < 20, 'timeout', ''))"
        );
        await StoreAsync(
            40,
            service: "'billing'",
            durationMs: "if(number < 10, 900, 5)",
            attributes: "map('db.system', 'postgresql')"
        );
        await StoreAsync(
            6,
            service: "'stock'",
            body: "'pool-1 - Connection is not available, request timed out after 5000ms.'"
        );
        await StoreAsync(3, service: "'auth'", severity: "17", body: "concat('Node ', toString(number), ' is gone')");
        await StoreAsync(1, service: "'quiet'", ago: "3600");
        await AddAsync("""{"id":"error-rate","name":"A","kind":"errorRate"}""");
        await AddAsync("""{"id":"latency","name":"A","kind":"latency","for":"0s"}""");
        await AddAsync(
            """{"id":"quantile","name":"A","kind":"latency","for":"0s","measure":{"kind":"durationQuantile","quantile":0.95}}"""
        );
        await AddAsync("""{"id":"inference","name":"A","kind":"inferenceErrors","for":"0s"}""");
        await AddAsync("""{"id":"queries","name":"A","kind":"databaseSaturation","for":"0s"}""");
        await AddAsync("""{"id":"pool","name":"A","kind":"databaseSaturation","signal":"poolExhaustion"}""");
        await AddAsync("""{"id":"absent","name":"A","kind":"absence","groupBy":["service"]}""");
        await AddAsync("""{"id":"nobody","name":"A","kind":"absence","filter":{"services":["ghost"]}}""");
        await AddAsync("""{"id":"new","name":"A","kind":"newPattern"}""");

        Assert.Equal(["http_route=/orders, service=order"], await FoundAsync("error-rate"));
        Assert.Equal(["http_route=/cart, service=cart"], await FoundAsync("latency"));
        Assert.Equal(["http_route=/cart, service=cart"], await FoundAsync("quantile"));
        Assert.Equal(["model=m-1, service=model"], await FoundAsync("inference"));
        Assert.Equal(["db_system_name=postgresql, service=billing"], await FoundAsync("queries"));
        Assert.Equal(["service=stock"], await FoundAsync("pool"));
        Assert.Equal(["service=quiet"], await FoundAsync("absent"));
        Assert.Equal([""], await FoundAsync("nobody"));
        Assert.Equal(["pattern=Node <*> is gone, service=auth"], await FoundAsync("new"));
    }

    [Fact]
    public async Task A_preview_of_days_on_the_engine_finds_what_was_then()
    {
        await StoreAsync(40, service: "'past'", status: "500", route: "'/past'", durationMs: "1", ago: "86400 * 3");

        using var response = await _host.Http.PostAsJsonAsync(
            new Uri("/api/v1/alerts/rules/preview", UriKind.Relative),
            JsonNode.Parse("""{"rule":{"name":"A","kind":"errorRate","filter":{"services":["past"]}},"last":"7d"}""")
        );

        var answer = await response.Content.ReadFromJsonAsync<JsonObject>();
        Assert.True(response.IsSuccessStatusCode, $"{answer}");
        var interval = Assert.Single(Assert.Single(answer!["alerts"]!.AsArray())!["intervals"]!.AsArray())!;
        var fired = interval["firedAt"]!.GetValue<DateTimeOffset>();
        Assert.InRange(fired - _time.GetUtcNow().AddDays(-3), TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.FromMinutes(15), interval["resolvedAt"]!.GetValue<DateTimeOffset>() - fired); // window, then kept firing
    }

    public async ValueTask InitializeAsync()
    {
        _client = engine.CreateClient(Database);
        _host = await ModuleHost.StartAsync(
            _folder.Path,
            [new StorageModule(), new ExploreModule(), new AlertingModule()],
            services =>
            {
                services.AddSingleton<TimeProvider>(_time);
                services.AddSingleton(_client);
                services.AddSingleton(Options.Create(new ClickHouseOptions { Database = Database }));
                services.AddSingleton<MigrationRunner>();
            }
        );
        await Eventually.HoldsAsync(HasTableAsync, "the tables are there");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _client.Dispose();
        _folder.Dispose();
    }

    // The last one to be made: the views that fill the roll-ups are there then.
    private async Task<bool> HasTableAsync()
    {
        try
        {
            await _client.ExecuteAsync(new ClickHouseQuery("SELECT 1 FROM quarantine"), CancellationToken.None);
            return true;
        }
        catch (ClickHouseException)
        {
            return false;
        }
    }

    private Task StoreAsync(
        int records,
        string service,
        string status = "0",
        string route = "''",
        string durationMs = "0",
        string severity = "9",
        string body = "'fine'",
        string attributes = "map()",
        string ago = "120"
    ) =>
        _client.ExecuteAsync(
            new ClickHouseQuery(
                $"""
                INSERT INTO logs (tenant, ts, log_id, service, http_status, http_route, duration_ms, severity_number, body, attributes, retention_days)
                SELECT 'default', toDateTime64('2026-03-04 05:06:07', 9, 'UTC') - {ago}, number, {service}, {status}, {route}, {durationMs},
                       {severity}, {body}, CAST({attributes}, 'Map(LowCardinality(String), String)'), 21900
                FROM numbers({records})
                """
            ),
            CancellationToken.None
        );

    private async Task AddAsync(string rule)
    {
        using var response = await _host.Http.PostAsJsonAsync(
            new Uri("/api/v1/alerts/rules", UriKind.Relative),
            JsonNode.Parse(rule)
        );
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>The measured labels of the alerts that a rule makes now.</summary>
    private async Task<string[]> FoundAsync(string rule)
    {
        var key = new RuleKey(TenantId.Default, rule);
        var known = await _host.Services.GetRequiredService<RuleCatalog>().GetAsync(key, CancellationToken.None);
        await _host
            .Services.GetRequiredService<RuleEvaluator>()
            .EvaluateAsync(known, _time.GetUtcNow(), CancellationToken.None);
        var status = _host.Services.GetRequiredService<RuleStatusBoard>().Of(key)!;
        Assert.Null(status.LastError);
        return
        [
            .. _host
                .Services.GetRequiredService<AlertBook>()
                .Of(key)
                .Values.Select(alert =>
                    string.Join(
                        ", ",
                        alert
                            .Labels.Where(label => label.Key is not ("alertname" or "severity"))
                            .Select(label => $"{label.Key}={label.Value}")
                    )
                ),
        ];
    }
}
