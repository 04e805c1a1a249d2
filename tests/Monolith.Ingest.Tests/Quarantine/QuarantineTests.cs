using System.Net;
using System.Text.Json;
using Monolith.Platform.Security;

namespace Monolith.Ingest.Tests.Quarantine;

/// <summary>Refused records are listed, looked at and replayed, on the real engine.</summary>
public sealed class QuarantineTests(EngineFixture engine) : IClassFixture<EngineFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Records_are_listed_the_newest_first_a_page_at_a_time_and_narrowed_by_each_parameter()
    {
        await using var host = await QuarantineHost.StartAsync(engine, "listed", _folder);
        await host.SendAsync("{bad 1}\n[1]\n{bad 2}\n");
        var all = await host.QuarantinedAsync(3);

        var first = await host.AskAsync(HttpMethod.Get, "/api/v1/quarantine?limit=2");
        var before = first.GetProperty("before").GetString();
        var second = await host.AskAsync(HttpMethod.Get, $"/api/v1/quarantine?limit=2&before={before}");

        Assert.Equal([3, 2, 1], all.Select(r => r.GetProperty("position").GetInt32()));
        Assert.Equal([3, 2], Positions(first));
        Assert.Equal([1], Positions(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("before").ValueKind);
        Assert.Equal([3, 1], await FindAsync("reason=invalid_json"));
        Assert.Equal([2], await FindAsync("reason=not_an_object"));
        Assert.Equal([3, 2, 1], await FindAsync("source=ndjson&from=now-1h&to=now%2B1h"));
        Assert.Empty(await FindAsync("source=otlp"));
        Assert.Empty(await FindAsync("to=now-1h"));
        Assert.Equal([2], await FindAsync("q=OBJECT"));

        var kinds = await host.AskAsync(HttpMethod.Get, "/api/v1/quarantine/summary");
        Assert.Equal(3, kinds.GetProperty("records").GetInt32());
        Assert.Equal(
            ["invalid_json ndjson 2", "not_an_object ndjson 1"],
            kinds
                .GetProperty("counts")
                .EnumerateArray()
                .Select(c => $"{c.GetProperty("reason")} {c.GetProperty("source")} {c.GetProperty("records")}")
        );

        async Task<IEnumerable<int>> FindAsync(string filter) =>
            Positions(await host.AskAsync(HttpMethod.Get, $"/api/v1/quarantine?{filter}"));
    }

    [Theory]
    [InlineData("/api/v1/quarantine?limit=0")]
    [InlineData("/api/v1/quarantine?limit=1001")]
    [InlineData("/api/v1/quarantine?before=x")]
    [InlineData("/api/v1/quarantine?raeson=invalid_json")]
    [InlineData("/api/v1/quarantine?from=yesterday")]
    [InlineData("/api/v1/quarantine/summary?limit=1")]
    public async Task What_cannot_be_meant_is_a_400(string path)
    {
        await using var host = await QuarantineHost.StartAsync(engine, "meant", _folder);

        var problem = await host.AskAsync(HttpMethod.Get, path, status: HttpStatusCode.BadRequest);

        Assert.Equal("/problems/invalid-request", problem.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_record_is_shown_with_its_secrets_covered_and_raw_only_to_who_may_and_each_look_is_audited()
    {
        await using var host = await QuarantineHost.StartAsync(engine, "shown", _folder);
        const string line = "{\"user\":\"anna@example.com\",\"password\":\"hunter2\",\"msg\":broken}";
        await host.SendAsync(line);
        var id = (await host.QuarantinedAsync(1))[0].GetProperty("id").GetString();

        var shown = await host.AskAsync(HttpMethod.Get, $"/api/v1/quarantine/{id}", status: HttpStatusCode.OK);
        using var raw = await host.GetAsync(HttpMethod.Get, $"/api/v1/quarantine/{id}/raw");
        using var refused = await host.GetAsync(
            HttpMethod.Get,
            $"/api/v1/quarantine/{id}/raw",
            permissions: Permissions.ReadQuarantine
        );

        Assert.Equal("{\"user\":\"***\",\"password\":***,\"msg\":broken}", shown.GetProperty("text").GetString());
        Assert.Equal(line, await raw.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        await host.StoredAsync(1, "audit_entries", $"action = 'ingest.quarantine.shown' AND target_id = '{id}'");
        await host.StoredAsync(1, "audit_entries", $"action = 'ingest.quarantine.shown-raw' AND target_id = '{id}'");
        await host.StoredAsync(1, "quarantine", "startsWith(raw, unhex('006D7101')) AND position(raw, 'hunter2') = 0");
    }

    [Fact]
    public async Task After_a_limit_was_raised_the_records_that_were_too_large_are_replayed_once_with_the_time_at_which_they_came()
    {
        var line = $"{{\"msg\":\"{new string('x', 300)}\"}}";
        JsonElement refused;
        await using (
            var strict = await QuarantineHost.StartAsync(
                engine,
                "replayed",
                _folder,
                "Modules:Ingest:MaxRecordBytes=256"
            )
        )
        {
            await strict.SendAsync($"{{\"msg\":\"good\"}}\n{line}\n{{bad}}\n");
            refused = (await strict.QuarantinedAsync(2)).Single(r =>
                r.GetProperty("reason").GetString() == "record_too_large"
            );
            var tooEarly = await ReplayAsync(strict, "{\"filter\":{\"reason\":\"record_too_large\"}}");
            Assert.Equal("0 0 1 0 0", Counts(tooEarly));
        }

        await using var host = await QuarantineHost.StartAsync(engine, "replayed", _folder);
        var replayed = await ReplayAsync(host, "{\"filter\":{\"reason\":\"record_too_large\"}}");
        var again = await ReplayAsync(host, $"{{\"ids\":[\"{refused.GetProperty("id")}\",\"17\",\"x\"]}}");
        var rest = await ReplayAsync(host, "{\"filter\":{\"reason\":\"invalid_json\"}}");

        Assert.Equal("1 0 0 0 0", Counts(replayed));
        Assert.Equal("0 1 0 0 2", Counts(again));
        Assert.Equal("0 0 1 0 0", Counts(rest));
        Assert.Equal("invalid_json", rest.GetProperty("results")[0].GetProperty("reason").GetString());
        await host.StoredAsync(2, "logs");
        var came = refused.GetProperty("time").GetDateTimeOffset().ToUnixTimeMilliseconds();
        await host.StoredAsync(1, "logs", $"length(body) = 300 AND toUnixTimestamp64Milli(ts) = {came}");

        // What is refused again stays as it was, and is not there twice.
        Assert.Equal(2, (await host.QuarantinedAsync(2)).Count);
    }

    [Fact]
    public async Task A_record_of_OTLP_is_replayed_without_what_it_shared_with_its_neighbours()
    {
        var body =
            "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"severityNumber\":17,\"body\":{\"stringValue\":\"LONG\"}}]}]}]}";
        body = body.Replace("LONG", new string('x', 300), StringComparison.Ordinal);
        await using (
            var strict = await QuarantineHost.StartAsync(engine, "otlp", _folder, "Modules:Ingest:MaxRecordBytes=256")
        )
        {
            await strict.AskAsync(HttpMethod.Post, "/v1/logs", body);
            var refused = (await strict.QuarantinedAsync(1))[0];
            Assert.Equal("otlp", refused.GetProperty("source").GetString());
            var shown = await strict.AskAsync(
                HttpMethod.Get,
                $"/api/v1/quarantine/{refused.GetProperty("id").GetString()}"
            );
            Assert.False(shown.GetProperty("isText").GetBoolean());
        }

        await using var host = await QuarantineHost.StartAsync(engine, "otlp", _folder);

        Assert.Equal("1 0 0 0 0", Counts(await ReplayAsync(host, "{\"filter\":{\"source\":\"otlp\"}}")));
        await host.StoredAsync(1, "logs", "length(body) = 300 AND severity_number = 17");
    }

    [Theory]
    [InlineData("elasticsearch", "/_bulk", "{\"create\":{\"_index\":\"a\"}}\n{\"message\":\"LONG\",\"n\":1}\n")]
    [InlineData("splunk", "/services/collector/event", "{\"event\":\"LONG\"}")]
    [InlineData("splunk", "/services/collector/raw", "LONG")]
    public async Task A_record_is_replayed_by_the_decoder_of_its_protocol(string source, string path, string body)
    {
        var database = $"replay{path.Length}";
        await using (
            var strict = await QuarantineHost.StartAsync(engine, database, _folder, "Modules:Ingest:MaxRecordBytes=256")
        )
        {
            var text = body.Replace("LONG", new string('x', 300), StringComparison.Ordinal);
            using var answer = await strict.GetAsync(HttpMethod.Post, path, text, authorization: "Splunk any-token");
            Assert.Equal(source, (await strict.QuarantinedAsync(1))[0].GetProperty("source").GetString());
        }

        await using var host = await QuarantineHost.StartAsync(engine, database, _folder);

        Assert.Equal("1 0 0 0 0", Counts(await ReplayAsync(host, "{\"filter\":{}}")));
        await host.StoredAsync(1, "logs", $"length(body) = 300 AND source = '{source}'");
    }

    [Fact]
    public async Task What_was_cut_short_or_has_no_decoder_is_not_replayable()
    {
        await using var host = await QuarantineHost.StartAsync(
            engine,
            "cut",
            _folder,
            "Modules:Processing:MaxQuarantinedBytes=10"
        );
        await host.SendAsync("no json and more than ten bytes\n");
        await host.QuarantinedAsync(1);

        var answer = await ReplayAsync(host, "{\"filter\":{}}");

        Assert.Equal("0 0 0 0 1", Counts(answer));
        Assert.Equal("cut_short", answer.GetProperty("results")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task One_tenants_records_are_not_anothers()
    {
        await using var host = await QuarantineHost.StartAsync(engine, "tenants", _folder);
        await host.SendAsync("secret of acme\n", "acme");
        var id = (await host.QuarantinedAsync(1, "acme"))[0].GetProperty("id").GetString();

        var list = await host.AskAsync(HttpMethod.Get, "/api/v1/quarantine", tenant: "evil");
        var summary = await host.AskAsync(HttpMethod.Get, "/api/v1/quarantine/summary", tenant: "evil");
        using var shown = await host.GetAsync(HttpMethod.Get, $"/api/v1/quarantine/{id}", tenant: "evil");
        using var raw = await host.GetAsync(HttpMethod.Get, $"/api/v1/quarantine/{id}/raw", tenant: "evil");
        var replayed = await ReplayAsync(host, $"{{\"ids\":[\"{id}\"]}}", "evil");
        var replayedAll = await ReplayAsync(host, "{\"filter\":{}}", "evil");

        Assert.Empty(list.GetProperty("records").EnumerateArray());
        Assert.Equal(0, summary.GetProperty("records").GetInt32());
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (shown.StatusCode, raw.StatusCode));
        Assert.Equal("0 0 0 0 1", Counts(replayed));
        Assert.Equal("0 0 0 0 0", Counts(replayedAll));
    }

    [Theory]
    [InlineData("GET", "/api/v1/quarantine", Permissions.ReadQuarantine)]
    [InlineData("GET", "/api/v1/quarantine/summary", Permissions.ReadQuarantine)]
    [InlineData("GET", "/api/v1/quarantine/1", Permissions.ReadQuarantine)]
    [InlineData("GET", "/api/v1/quarantine/1/raw", Permissions.ReadRawQuarantine)]
    [InlineData("POST", "/api/v1/quarantine/replay", Permissions.ManageQuarantine)]
    public async Task Each_endpoint_asks_for_its_permission(string method, string path, string permission)
    {
        await using var host = await QuarantineHost.StartAsync(engine, "permissions", _folder);
        var others = string.Join(' ', Permissions.All.Where(p => p != permission));

        using var response = await host.GetAsync(
            new HttpMethod(method),
            path,
            method == "POST" ? "{}" : null,
            permissions: others
        );

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"ids\":[],\"filter\":{}}")]
    [InlineData("{\"filter\":{\"raeson\":\"invalid_json\"}}")]
    [InlineData("{\"idz\":[]}")]
    [InlineData("{\"ids\":7}")]
    [InlineData("no json")]
    public async Task A_replay_that_cannot_be_meant_replays_nothing(string body)
    {
        await using var host = await QuarantineHost.StartAsync(engine, "unmeant", _folder);

        await host.AskAsync(HttpMethod.Post, "/api/v1/quarantine/replay", body, status: HttpStatusCode.BadRequest);
    }

    private static Task<JsonElement> ReplayAsync(QuarantineHost host, string body, string tenant = "default") =>
        host.AskAsync(HttpMethod.Post, "/api/v1/quarantine/replay", body, tenant, HttpStatusCode.OK);

    private static string Counts(JsonElement answer) =>
        string.Join(
            ' ',
            new[] { "replayed", "alreadyReplayed", "rejectedAgain", "dropped", "notReplayable" }.Select(name =>
                answer.GetProperty(name).GetInt32()
            )
        );

    private static IEnumerable<int> Positions(JsonElement page) =>
        page.GetProperty("records").EnumerateArray().Select(r => r.GetProperty("position").GetInt32());
}
