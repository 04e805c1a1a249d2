using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Audit.Contracts;
using Monolith.Platform.ClickHouse;

namespace Monolith.Audit.Tests.Keeping;

public sealed class RetentionTests(EngineFixture engine) : IDisposable
{
    private const string Run = "/api/v1/audit/retention/run";
    private readonly ManualTime _clock = new();
    private readonly TemporaryFolder _outside = new();

    [Fact]
    public async Task Texts_go_when_their_time_is_over_and_the_trail_says_so_and_all_proofs_hold()
    {
        await using var host = await DueAsync("audit_keep_over");

        var decided = await PostAsync(host, Run);
        Assert.True((long)decided["goes_before"]! >= 3);
        Assert.Equal(0, await WithoutTextAsync(host));
        _clock.Advance(TimeSpan.FromMinutes(1));
        var removed = await PostAsync(host, Run);

        var before = (long)removed["removed_before"]!;
        Assert.Equal(before, await WithoutTextAsync(host));
        var verdict = await host.VerdictAsync();
        Assert.Null(verdict.Fault);
        Assert.Equal((before, before), (verdict.Removal?.Count, verdict.Removal?.Before));
        var proof = await host.Http.GetFromJsonAsync<JsonObject>("/api/v1/audit/entries/1/proof");
        Assert.Equal(1, (int)proof!["seq"]!);
        var list = await host.Http.GetFromJsonAsync<JsonObject>("/api/v1/audit/entries?action=audit.retention");
        Assert.Equal(
            ["audit.retention.removed"],
            list!["entries"]!
                .AsArray()
                .Select(e => (string)e!["entry"]!["action"]!)
                .Where(a => a != "audit.retention.run")
        );
    }

    [Fact]
    public async Task Younger_entries_keep_their_texts()
    {
        await using var host = await DueAsync("audit_keep_young");
        await host.Trail.AppendAsync(Some.Entry(7) with { Time = _clock.GetUtcNow() }, default);

        await PostAsync(host, Run);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await PostAsync(host, Run);

        await Eventually.HoldsAsync(
            async () =>
            {
                var list = await host.Http.GetFromJsonAsync<JsonObject>("/api/v1/audit/entries?target=silence-7");
                return list!["entries"]!.AsArray().Count == 1;
            },
            "the entry is found"
        );
    }

    [Fact]
    public async Task Nothing_goes_while_a_hold_stands_and_who_tried_stands_in_the_trail()
    {
        await using var host = await DueAsync("audit_keep_hold");
        await PostAsync(host, Run);
        var hold = await PostAsync(host, "/api/v1/audit/holds", new { name = "Case 17", reason = "The court asks." });
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("/problems/trail-held", await RefusedAsync(host, Run));

        Assert.Equal(0, await WithoutTextAsync(host));
        var shown = await host.Http.GetFromJsonAsync<JsonObject>("/api/v1/audit/retention");
        Assert.Equal(
            ("Case 17", "tester"),
            ((string?)shown!["holds"]![0]!["name"], (string?)shown["holds"]![0]!["placed_by"])
        );
        await Eventually.HoldsAsync(
            async () =>
            {
                const string Query = "/api/v1/audit/entries?action=audit.retention.run&outcome=refused";
                var refused = await host.Http.GetFromJsonAsync<JsonObject>(Query);
                return refused!["entries"]!.AsArray() is [{ } one] && (string?)one["entry"]!["reason"] == "trail_held";
            },
            "the trail says that somebody tried"
        );

        using var lifted = await host.Http.PostAsJsonAsync(
            $"/api/v1/audit/holds/{hold["id"]}/lift",
            new { reason = "The court is done." }
        );
        Assert.Equal(HttpStatusCode.NoContent, lifted.StatusCode);
        await PostAsync(host, Run);
        Assert.True(await WithoutTextAsync(host) >= 3);
        Assert.Null(await host.VerifyAsync());
    }

    [Fact]
    public async Task What_is_nowhere_else_is_not_removed()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_keep_alone", services: Clock);
        await AgeAsync(host);

        Assert.Equal("/problems/trail-not-exported", await RefusedAsync(host, Run));

        Assert.Equal(0, await WithoutTextAsync(host));
    }

    [Fact]
    public async Task Anothers_holds_and_times_are_out_of_reach()
    {
        await using var host = await DueAsync("audit_keep_foreign");
        var hold = await PostAsync(host, "/api/v1/audit/holds", new { name = "Case 17", reason = "The court asks." });

        using var lift = await AskAsync(host, HttpMethod.Post, $"holds/{hold["id"]}/lift", "attacker");
        using var save = await AskAsync(host, HttpMethod.Put, "retention", "attacker");
        using var seen = await AskAsync(host, HttpMethod.Get, "retention", "attacker");
        using var run = await AskAsync(host, HttpMethod.Post, "retention/run", "attacker");

        Assert.Equal(HttpStatusCode.NotFound, lift.StatusCode);
        Assert.Equal(HttpStatusCode.OK, save.StatusCode); // of their own trail
        Assert.DoesNotContain("Case", await seen.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, run.StatusCode);
        var own = await host.Http.GetFromJsonAsync<JsonObject>("/api/v1/audit/retention");
        Assert.Equal((30, 1), ((int)own!["keep_days"]!, own["holds"]!.AsArray().Count));
        Assert.Equal(0, await WithoutTextAsync(host));
    }

    [Theory]
    [InlineData("PUT", "retention")]
    [InlineData("POST", "retention/run")]
    [InlineData("POST", "holds")]
    [InlineData("POST", "holds/7b0c2a52-6f0e-4f0a-9d5e-3f1f6a6b2c11/lift")]
    public async Task Who_may_only_read_the_trail_changes_nothing_of_how_it_is_kept(string method, string path)
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_keep_denied");

        using var answer = await AskAsync(host, new HttpMethod(method), path, "default", "audit:read audit:write");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{"keep_days":0,"reason":"Policy."}""")]
    [InlineData("""{"keep_days":36501,"reason":"Policy."}""")]
    [InlineData("""{"keep_days":30,"reason":""}""")]
    [InlineData("""{"keep_days":30}""")]
    [InlineData("""{"keep_days":30,"reason":"Policy.","tenant":"other"}""")]
    public async Task A_time_without_bounds_or_reason_is_refused(string body)
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_keep_invalid");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var answer = await host.Http.PutAsync(new Uri("/api/v1/audit/retention", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    public void Dispose() => _outside.Dispose();

    /// <summary>A host with three entries, kept for thirty days, thirty-one days later.</summary>
    private async Task<AuditHost> DueAsync(string database)
    {
        var host = await AuditHost.StartAsync(
            engine,
            database,
            settings: new Dictionary<string, string?>
            {
                ["Modules:Audit:Anchoring:Anchors:vault:Type"] = "folder",
                ["Modules:Audit:Anchoring:Anchors:vault:Path"] = _outside.Path,
            },
            services: Clock
        );
        await AgeAsync(host);
        await Eventually.HoldsAsync(
            async () =>
            {
                var anchors = await host.Http.GetFromJsonAsync<JsonObject>("/api/v1/audit/anchors");
                return (long)anchors!["anchors"]![0]!["size"]! >= 3;
            },
            "the entries are kept elsewhere"
        );
        return host;
    }

    private async Task AgeAsync(AuditHost host)
    {
        for (var n = 0; n < 3; n++)
        {
            await host.Trail.AppendAsync(Some.Entry(n) with { Time = _clock.GetUtcNow() }, default);
        }

        using var saved = await host.Http.PutAsJsonAsync(
            "/api/v1/audit/retention",
            new { keep_days = 30, reason = "Policy." }
        );
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        await host.CoveredAsync(3);
        _clock.Advance(TimeSpan.FromDays(31));
    }

    private void Clock(IServiceCollection services) => services.AddSingleton<TimeProvider>(_clock);

    private static async Task<JsonNode> PostAsync(AuditHost host, string path, object? body = null)
    {
        using var answer = await host.Http.PostAsJsonAsync(path, body ?? new { });
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<string?> RefusedAsync(AuditHost host, string path)
    {
        using var answer = await host.Http.PostAsync(new Uri(path, UriKind.Relative), content: null);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        return (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["type"];
    }

    private static Task<HttpResponseMessage> AskAsync(
        AuditHost host,
        HttpMethod method,
        string path,
        string tenant,
        string? permissions = null
    )
    {
        var request = new HttpRequestMessage(method, new Uri($"/api/v1/audit/{path}", UriKind.Relative));
        request.Headers.Add(ModuleHost.TenantHeader, tenant);
        if (permissions is not null)
        {
            request.Headers.Add(ModuleHost.PermissionsHeader, permissions);
        }

        if (method != HttpMethod.Get)
        {
            request.Content = JsonContent.Create(new { reason = "Because." });
        }

        return host.Http.SendAsync(request);
    }

    private static async Task<long> WithoutTextAsync(AuditHost host)
    {
        await using var result = await host.Client.QueryRawAsync(
            new ClickHouseQuery("SELECT count() FROM audit_entries WHERE empty(entry)"),
            "TSV",
            CancellationToken.None
        );
        using var reader = new StreamReader(result.Body);
        return long.Parse(await reader.ReadToEndAsync());
    }
}
