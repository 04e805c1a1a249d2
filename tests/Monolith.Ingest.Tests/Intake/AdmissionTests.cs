using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Ingest.Intake;
using Monolith.Ingest.Quotas;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Ingest.Tests.Intake;

/// <summary>Who may bring how much: every refusal keeps nothing, says when to come back, and is counted with its reason.</summary>
public sealed class AdmissionTests
{
    // A minute's records are saved up: 60.
    private static readonly string[] FewRecords =
    [
        "Modules:Ingest:Quotas:KeyRecordsPerSecond=1",
        "Modules:Ingest:Quotas:Burst=00:01:00",
    ];

    [Fact]
    public async Task Without_quotas_there_is_no_bound()
    {
        await using var host = await IngestHost.StartAsync();

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, records: 10_000)).StatusCode);
        }
    }

    [Fact]
    public async Task A_key_that_has_used_up_its_records_gets_429_and_is_told_when_there_is_quota_again()
    {
        await using var host = await IngestHost.StartAsync(FewRecords);
        await SendAsync(host, records: 160);

        var refused = await SendAsync(host, records: 1);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 90, 101);
        Assert.Equal("/problems/quota-exceeded", await TypeOfAsync(refused));
        Assert.Equal(160, host.Stored.Records.Count);
    }

    [Fact]
    public async Task A_request_larger_than_everything_that_can_be_saved_up_is_taken_whole_and_owed()
    {
        await using var host = await IngestHost.StartAsync(FewRecords);

        var taken = await SendAsync(host, records: 5000);
        var next = await SendAsync(host, records: 1);

        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, next.StatusCode);
        Assert.InRange(next.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 4900, 4941);
    }

    [Fact]
    public async Task Bytes_are_those_after_decompression_and_good_and_bad_records_count_alike()
    {
        await using var host = await IngestHost.StartAsync(
            "Modules:Ingest:Quotas:KeyBytesPerSecond=100",
            "Modules:Ingest:Quotas:Burst=00:00:01"
        );

        await SendAsync(host, records: 1000, line: "no record");

        Assert.Equal(HttpStatusCode.TooManyRequests, (await SendAsync(host, records: 1)).StatusCode);
    }

    [Fact]
    public async Task One_keys_quota_is_not_anothers()
    {
        await using var host = await IngestHost.StartAsync([
            .. FewRecords,
            "Modules:Ingest:Quotas:Keys:vip:RecordsPerSecond=0",
        ]);
        await SendAsync(host, records: 1000);
        await SendAsync(host, records: 1000, key: "vip");

        Assert.Equal(HttpStatusCode.TooManyRequests, (await SendAsync(host, records: 1)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, records: 1, key: "another")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, records: 1, key: "vip")).StatusCode);
    }

    [Fact]
    public async Task A_tenants_quota_is_shared_by_all_its_keys()
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:Quotas:Tenants:acme:RecordsPerSecond=1");
        await SendAsync(host, records: 1000, key: "one");

        var refused = await SendAsync(host, records: 1, key: "two");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Contains(
            "The tenant 'acme' may send 1 records a second",
            await refused.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_storage_had_no_room_for_is_not_charged()
    {
        await using var host = await IngestHost.StartAsync(FewRecords);
        host.Stored.IsFull = true;
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await SendAsync(host, records: 1000)).StatusCode);
        }

        host.Stored.IsFull = false;

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, records: 10)).StatusCode);
    }

    [Fact]
    public async Task A_refusal_comes_in_the_form_of_the_protocol()
    {
        await using var host = await IngestHost.StartAsync(FewRecords);
        await SendAsync(host, records: 1000);
        using var content = new StringContent("""{"resourceLogs":[]}""", null, "application/json");

        var refused = await host.Http.PostAsync("/v1/logs", content);

        var status = JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.True(status.TryGetProperty("code", out _));
        Assert.Contains("1 records a second", status.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_spool_refuses_before_the_body_is_read()
    {
        await using var host = await IngestHost.StartAsync();
        host.Stored.FreeBytes = 1000;
        using var never = new NeverSentContent();

        var refused = await host.Http.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/api/v1/logs")
            {
                Content = never,
                Headers = { ExpectContinue = true },
            }
        );

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter!.Delta);
        Assert.False(never.IsSent);
    }

    [Fact]
    public async Task A_body_that_is_longer_than_the_spool_has_room_is_refused_and_a_shorter_one_is_taken()
    {
        await using var host = await IngestHost.StartAsync();
        host.Stored.FreeBytes = 100_000;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await SendAsync(host, records: 50_000)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, records: 50)).StatusCode);
    }

    [Fact]
    public async Task Each_refusal_is_counted_with_its_reason_and_its_protocol()
    {
        await using var host = await IngestHost.StartAsync([.. FewRecords, "Modules:Ingest:MaxBodyBytes=200000"]);
        using var refusals = new Counted(host.Meters, "monolith.ingest.refused");

        await SendAsync(host, records: 100_000);
        host.Stored.IsFull = true;
        await SendAsync(host, records: 1);
        host.Stored.IsFull = false;
        host.Stored.FreeBytes = 0;
        await SendAsync(host, records: 1);
        host.Stored.FreeBytes = long.MaxValue;
        await SendAsync(host, records: 1000);
        await SendAsync(host, records: 1);

        Assert.Equal(
            ["too_large ndjson", "overloaded ndjson", "spool_full ndjson", "quota_of_key ndjson"],
            refusals.Tags
        );
    }

    [Fact]
    public async Task Who_cannot_be_told_waits_until_there_is_quota_again()
    {
        var clock = new VirtualTime();
        var spool = new RecordingLogWriter();
        var admission = Admission(spool, clock);
        var sender = new Sender(TenantId.Default, "syslog");
        admission.Charge(sender, bytes: 0, records: 10);
        admission.Charge(sender, bytes: 0, records: 3);

        var waiting = admission.WaitAsync(sender, CancellationToken.None).AsTask();

        for (var i = 0; i < 3; i++)
        {
            Assert.False(waiting.IsCompleted);
            await Eventually.HoldsAsync(() => clock.Waiting == 1, "the wait has begun");
            clock.Advance(TimeSpan.FromSeconds(1));
            await Eventually.HoldsAsync(() => clock.Waiting == 1 || waiting.IsCompleted, "the wait goes on or ends");
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        await waiting.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Who_cannot_be_told_waits_until_the_spool_has_room_again()
    {
        var clock = new VirtualTime();
        var spool = new RecordingLogWriter { FreeBytes = 0 };
        var admission = Admission(spool, clock);

        var waiting = admission.WaitAsync(new Sender(TenantId.Default, "syslog"), CancellationToken.None).AsTask();

        await Eventually.HoldsAsync(() => clock.Waiting == 1, "the wait has begun");
        Assert.IsType<OverloadedException>(admission.Refusal(new Sender(TenantId.Default, "syslog"), bytes: 0));
        spool.FreeBytes = long.MaxValue;
        clock.Advance(TimeSpan.FromSeconds(1));
        await waiting.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private static Admission Admission(RecordingLogWriter spool, TimeProvider clock)
    {
        var options = Options.Create(new QuotaOptions { KeyRecordsPerSecond = 1 });
        return new Admission(new QuotaBook(options, clock), spool, clock);
    }

    private static async Task<HttpResponseMessage> SendAsync(
        IngestHost host,
        int records,
        string key = "test-key",
        string line = "{}"
    )
    {
        var body = string.Concat(Enumerable.Repeat($"{line}\n", records));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/logs")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/x-ndjson"),
            Headers = { { "X-Test-Key", key } },
        };
        return await host.Http.SendAsync(request);
    }

    private static async Task<string?> TypeOfAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("type").GetString();

    /// <summary>A body whose client waits to be asked for it.</summary>
    private sealed class NeverSentContent : HttpContent
    {
        public bool IsSent { get; private set; }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            IsSent = true;
            return stream.WriteAsync(new byte[50_000]).AsTask();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 50_000;
            return true;
        }
    }
}
