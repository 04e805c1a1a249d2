using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Monolith.Audit.Tests.Reading;

public sealed class AuditApiTests(EngineFixture engine)
{
    [Fact]
    public async Task Entries_are_found_by_what_they_say_the_newest_first()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_list");
        for (var n = 0; n < 5; n++)
        {
            await host.Trail.AppendAsync(Some.Entry(n), default);
        }

        await host.Trail.AppendAsync(Some.Entry(9) with { Action = "healing.run.approved" }, default);
        await host.StoredAsync(6);

        Assert.Equal([5L], await SeqsAsync(host, "?action=healing."));
        Assert.Equal([2L], await SeqsAsync(host, "?target=silence-2"));
        Assert.Equal([4L, 3], await SeqsAsync(host, "?action=alerting.silence.created&limit=2"));
        Assert.Equal([1L, 0], await SeqsAsync(host, "?action=alerting&before=2&outcome=succeeded&actor=anna"));
        Assert.Equal([1L, 0], await SeqsAsync(host, "?action=alerting&to=2026-03-04T12:00:02Z"));
        Assert.Equal([], await SeqsAsync(host, "?actor=anna'%20OR%20'1'='1"));
    }

    [Fact]
    public async Task Who_reads_the_trail_stands_in_the_trail()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_reads");
        await host.StoredAsync(0);

        await SeqsAsync(host, "");
        Assert.Null(await host.VerifyAsync());
        await host.StoredAsync(2);

        using var answer = await host.Http.GetAsync(new Uri("/api/v1/audit/entries?actor=tester", UriKind.Relative));
        var entries = (await answer.Content.ReadFromJsonAsync<JsonObject>())!["entries"]!.AsArray();
        Assert.Contains("audit.trail.exported", entries.Select(e => e!["entry"]!["action"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Nobody_sees_anothers_trail()
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_foreign");
        await host.Trail.AppendAsync(Some.Entry(1, "victim"), default);
        await host.StoredAsync(1);

        using var list = await AskAsync(host, "/api/v1/audit/entries", "attacker");
        using var export = await AskAsync(host, "/api/v1/audit/export", "attacker");

        Assert.DoesNotContain("victim", await list.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("victim", await export.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("entries")]
    [InlineData("export")]
    [InlineData("checkpoint")]
    [InlineData("entries/0/proof")]
    [InlineData("consistency?from=0")]
    public async Task Who_may_not_read_the_trail_gets_nothing(string path)
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_denied");

        using var answer = await AskAsync(host, $"/api/v1/audit/{path}", "default", "logs:read alerts:manage");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("?acton=healing")]
    [InlineData("?limit=0")]
    [InlineData("?limit=many")]
    [InlineData("?from=yesterday")]
    public async Task A_wrong_question_is_refused(string question)
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_wrong");

        using var answer = await AskAsync(host, $"/api/v1/audit/entries{question}", "default");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("entries")]
    [InlineData("export")]
    public async Task While_ClickHouse_is_away_readers_are_asked_to_come_again(string path)
    {
        await using var host = await AuditHost.StartAsync(engine, "audit_unreachable", reaches: false);

        using var answer = await AskAsync(host, $"/api/v1/audit/{path}", "default");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    private static async Task<IReadOnlyList<long>> SeqsAsync(AuditHost host, string question)
    {
        using var answer = await AskAsync(host, $"/api/v1/audit/entries{question}", "default");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return [.. JsonNode.Parse(text)!["entries"]!.AsArray().Select(e => e!["seq"]!.GetValue<long>())];
    }

    private static async Task<HttpResponseMessage> AskAsync(
        AuditHost host,
        string path,
        string tenant,
        string? permissions = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add(ModuleHost.TenantHeader, tenant);
        if (permissions is not null)
        {
            request.Headers.Add(ModuleHost.PermissionsHeader, permissions);
        }

        return await host.Http.SendAsync(request);
    }
}
