using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Monolith.Ingest.Tests;

/// <summary>Every bound on a record, with its setting and its reason code.</summary>
public sealed class LimitsTests
{
    [Theory]
    [InlineData("Modules:Ingest:MaxRecordBytes=256", "record_too_large", "{\"msg\":\"LONG\"}")]
    [InlineData("Modules:Ingest:MaxDepth=3", "too_deep", "{\"a\":{\"b\":{\"c\":{}}}}")]
    [InlineData("Modules:Ingest:MaxDepth=3", "too_deep", "{\"a\":{\"b\":[[1]]}}")]
    [InlineData(
        "Modules:Processing:MaxAttributes=3",
        "too_many_attributes",
        "{\"a\":1,\"b\":2,\"c\":{\"d\":1,\"e\":2}}"
    )]
    [InlineData(
        "Modules:Processing:MaxTimeAhead=01:00:00",
        "time_too_far_ahead",
        "{\"time\":\"2026-03-04T06:06:08Z\"}"
    )]
    [InlineData("Modules:Storage:RetentionDays=7", "time_before_retention", "{\"time\":\"2026-02-25T05:06:06Z\"}")]
    public async Task A_record_over_a_bound_is_rejected_with_its_reason_and_its_neighbours_are_kept(
        string setting,
        string reason,
        string line
    )
    {
        await using var host = await IngestHost.StartAsync(setting);
        line = line.Replace("LONG", new string('x', 250), StringComparison.Ordinal);

        var answer = await PostAsync(host, $"{{\"msg\":\"a\"}}\n{line}\n{{\"msg\":\"b\"}}\n");

        var rejection = answer.GetProperty("rejections").EnumerateArray().Single();
        Assert.Equal(
            (2, reason),
            (rejection.GetProperty("line").GetInt32(), rejection.GetProperty("reason").GetString())
        );
        Assert.Equal(["a", "b"], host.Stored.Records.Select(r => r.Body));
        Assert.Equal((reason, line), (host.Stored.Quarantine.Single().Reason, host.Stored.Quarantine.Single().Raw));
    }

    [Theory]
    [InlineData("Modules:Ingest:MaxRecordBytes=256", "{\"msg\":\"xxxx\"}")]
    [InlineData("Modules:Ingest:MaxDepth=3", "{\"a\":{\"b\":[1]}}")]
    [InlineData("Modules:Processing:MaxAttributes=3", "{\"a\":1,\"b\":2,\"c\":{\"d\":1}}")]
    [InlineData("Modules:Processing:MaxTimeAhead=01:00:00", "{\"time\":\"2026-03-04T06:06:07Z\"}")]
    [InlineData("Modules:Storage:RetentionDays=7", "{\"time\":\"2026-02-25T05:06:07Z\"}")]
    public async Task A_record_at_a_bound_is_kept(string setting, string line)
    {
        await using var host = await IngestHost.StartAsync(setting);

        var answer = await PostAsync(host, line);

        Assert.Equal(1, answer.GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task Quarantine_keeps_the_first_bytes_of_a_record_and_its_whole_length()
    {
        await using var host = await IngestHost.StartAsync("Modules:Processing:MaxQuarantinedBytes=10");

        await PostAsync(host, "0123456789 this is no record");

        Assert.Equal(
            ("0123456789", 28),
            (host.Stored.Quarantine.Single().Raw, host.Stored.Quarantine.Single().RawBytes)
        );
    }

    [Fact]
    public async Task A_request_with_more_records_than_one_may_have_is_refused_as_a_whole()
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:MaxRecords=2");

        var answer = await PostAsync(host, "{}\n{}\n{}\n", HttpStatusCode.RequestEntityTooLarge);

        Assert.Equal("/problems/too-large", answer.GetProperty("type").GetString());
        Assert.Empty(host.Stored.Records);
    }

    [Fact]
    public async Task An_answer_lists_the_first_hundred_rejections_and_counts_all()
    {
        await using var host = await IngestHost.StartAsync();

        var answer = await PostAsync(host, "{}\n" + string.Concat(Enumerable.Repeat("x\n", 150)));

        Assert.Equal(150, answer.GetProperty("rejected").GetInt32());
        Assert.Equal(100, answer.GetProperty("rejections").GetArrayLength());
        Assert.Equal(150, host.Stored.Quarantine.Count);
    }

    [Fact]
    public async Task Nonsense_in_the_settings_keeps_the_host_from_starting()
    {
        await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            IngestHost.StartAsync("Modules:Ingest:MaxDepth=0")
        );
        await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            IngestHost.StartAsync("Modules:Storage:RetentionDays=0")
        );
    }

    private static async Task<JsonElement> PostAsync(IngestHost host, string body, HttpStatusCode? status = null)
    {
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        var response = await host.Http.PostAsync("/api/v1/logs", content);
        Assert.True(status is null || status == response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }
}
