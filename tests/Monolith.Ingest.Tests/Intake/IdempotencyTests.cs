using System.Net;
using System.Text;
using System.Text.Json;
using Monolith.Platform.Problems;

namespace Monolith.Ingest.Tests.Intake;

/// <summary>A request with an Idempotency-Key counts once.</summary>
public sealed class IdempotencyTests
{
    private const string TwoGoodOneBad = "{\"msg\":\"a\"}\nno record\n{\"msg\":\"b\"}\n";

    [Fact]
    public async Task A_repeated_request_counts_once_and_gets_the_same_answer_again()
    {
        await using var host = await IngestHost.StartAsync();

        var first = await SendAsync(host, "one");
        var second = await SendAsync(host, "one");

        Assert.False(IsReplay(first));
        Assert.True(IsReplay(second));
        Assert.Equal(["a", "b"], host.Stored.Records.Select(r => r.Body));
        Assert.Single(host.Stored.Quarantine);
        var (once, again) = (await JsonAsync(first), await JsonAsync(second));
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(2, again.GetProperty("accepted").GetInt32());
        Assert.Equal(1, again.GetProperty("rejected").GetInt32());
        Assert.Equal(once.GetProperty("rejections").ToString(), again.GetProperty("rejections").ToString());
        Assert.True(again.GetProperty("replayed").GetBoolean());
        Assert.False(once.TryGetProperty("replayed", out _));
    }

    [Theory]
    [InlineData("two", "acme", "test-key", "/api/v1/logs")]
    [InlineData("one", "shop", "test-key", "/api/v1/logs")]
    [InlineData("one", "acme", "other-key", "/api/v1/logs")]
    [InlineData("one", "acme", "test-key", "/API/v1/logs")]
    [InlineData(null, "acme", "test-key", "/api/v1/logs")]
    public async Task Another_name_tenant_key_or_path_is_another_request(
        string? name,
        string tenant,
        string key,
        string path
    )
    {
        await using var host = await IngestHost.StartAsync();
        await SendAsync(host, "one");

        var other = await SendAsync(host, name, tenant, key, path);

        Assert.False(IsReplay(other));
        Assert.Equal(4, host.Stored.Records.Count);
    }

    [Fact]
    public async Task A_request_that_found_no_room_may_come_again()
    {
        await using var host = await IngestHost.StartAsync();
        host.Stored.IsFull = true;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await SendAsync(host, "one")).StatusCode);
        host.Stored.IsFull = false;

        var second = await SendAsync(host, "one");

        Assert.False(IsReplay(second));
        Assert.Equal(2, host.Stored.Records.Count);
    }

    [Fact]
    public async Task A_request_that_was_too_large_does_not_stand_in_the_way_of_a_smaller_one()
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:MaxRecords=2");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(host, "one")).StatusCode);

        var second = await SendAsync(host, "one", body: "{}\n");

        Assert.False(IsReplay(second));
        Assert.Single(host.Stored.Records);
    }

    [Fact]
    public async Task Twins_that_come_at_the_same_time_count_once()
    {
        await using var host = await IngestHost.StartAsync();
        var gate = new TaskCompletionSource();
        host.Stored.Gate = gate.Task;

        var twins = Enumerable.Range(0, 20).Select(_ => SendAsync(host, "one")).ToArray();
        await Task.WhenAny(Task.WhenAny(twins), Task.Delay(TimeSpan.FromMilliseconds(50)));
        Assert.All(twins, twin => Assert.False(twin.IsCompleted));
        gate.SetResult();
        var answers = await Task.WhenAll(twins);

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(19, answers.Count(IsReplay));
        Assert.Equal(2, host.Stored.Records.Count);
    }

    [Fact]
    public async Task When_the_first_of_twins_fails_the_second_counts()
    {
        await using var host = await IngestHost.StartAsync();
        var gate = new TaskCompletionSource();
        host.Stored.Gate = gate.Task;

        var first = SendAsync(host, "one");
        await Eventually.HoldsAsync(() => host.Stored.Claims == 1, "the first is being kept");
        var second = SendAsync(host, "one");
        await Eventually.HoldsAsync(() => host.Stored.Claims == 2, "the second waits for it");
        host.Stored.Gate = Task.CompletedTask;
        gate.SetException(new OverloadedException("The spool is full.", TimeSpan.FromSeconds(1)));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await first).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await second).StatusCode);
        Assert.False(IsReplay(await second));
        Assert.Equal(2, host.Stored.Records.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("LONG")]
    public async Task What_is_no_name_is_a_400(string name)
    {
        await using var host = await IngestHost.StartAsync();

        var refused = await SendAsync(host, name.Replace("LONG", new string('x', 256), StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Empty(host.Stored.Records);
    }

    [Fact]
    public async Task Requests_of_other_protocols_count_once_too()
    {
        await using var host = await IngestHost.StartAsync();
        const string body = """{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"a"}}]}]}]}""";

        var first = await SendAsync(host, "one", path: "/v1/logs", body: body, type: "application/json");
        var second = await SendAsync(host, "one", path: "/v1/logs", body: body, type: "application/json");

        Assert.Equal((false, true), (IsReplay(first), IsReplay(second)));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.Single(host.Stored.Records);
    }

    private static bool IsReplay(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Idempotency-Replayed", out var values) && values.Single() == "true";

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    private static async Task<HttpResponseMessage> SendAsync(
        IngestHost host,
        string? name,
        string tenant = "acme",
        string key = "test-key",
        string path = "/api/v1/logs",
        string body = TwoGoodOneBad,
        string type = "application/x-ndjson"
    )
    {
        using var http = new HttpClient { BaseAddress = host.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, type),
            Headers = { { "X-Test-Tenant", tenant }, { "X-Test-Key", key } },
        };
        if (name is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", name);
        }

        return await http.SendAsync(request);
    }
}
