using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Options;
using Monolith.Platform.Dapr;

namespace Monolith.Runtime.Tests.Dapr;

/// <summary>What goes over the wire, and what becomes of answers that a sidecar gives only when something is wrong.</summary>
public sealed class DaprClientTests : IAsyncLifetime
{
    private static readonly DaprOptions Quick = new()
    {
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaxBodyBytes = 64 * 1024,
    };

    private StubSidecar _sidecar = null!;
    private DaprTransport _transport = null!;
    private DaprClient _dapr = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _sidecar = await StubSidecar.StartAsync();
        _transport = _sidecar.CreateTransport(Quick);
        _dapr = new DaprClient(_transport, Options.Create(Quick), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _transport.Dispose();
        await _sidecar.DisposeAsync();
    }

    [Fact]
    public async Task A_published_value_is_JSON_and_its_metadata_is_in_the_query()
    {
        await _dapr.PublishEventAsync(
            "pubsub",
            "a/b",
            new { Name = "x" },
            new Dictionary<string, string> { ["cloudevent.id"] = "1 2" },
            Token
        );

        var request = Assert.Single(_sidecar.Requests);
        Assert.Equal("/v1.0/publish/pubsub/a/b?metadata.cloudevent.id=1%202", request.Path);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal("""{"name":"x"}""", Encoding.UTF8.GetString(request.Body.Span));
    }

    [Fact]
    public async Task B9_After_a_partial_failure_exactly_the_failed_entries_are_sent_again()
    {
        _sidecar.Answers(500, Failed("1", "3")).Answers(500, Failed("3"));

        var failures = await _dapr.BulkPublishEventAsync("pubsub", "logs", Entries(4), metadata: null, Token);

        Assert.Empty(failures);
        Assert.Equal(["0,1,2,3", "1,3", "3"], _sidecar.Requests.Select(Ids));
    }

    [Fact]
    public async Task B9_Entries_that_fail_to_the_end_are_named()
    {
        for (var i = 0; i <= Quick.MaxRetries; i++)
        {
            _sidecar.Answers(500, Failed("2"));
        }

        var failures = await _dapr.BulkPublishEventAsync("pubsub", "logs", Entries(4), metadata: null, Token);

        Assert.Equal("2", Assert.Single(failures).EntryId);
    }

    [Fact]
    public async Task A_bulk_that_failed_as_a_whole_is_sent_again_as_a_whole()
    {
        _sidecar.Answers(500, """{"errorCode":"ERR_PUBSUB_PUBLISH_MESSAGE","message":"broker"}""");

        await _dapr.BulkPublishEventAsync("pubsub", "logs", Entries(2), metadata: null, Token);

        Assert.Equal(["0,1", "0,1"], _sidecar.Requests.Select(Ids));
    }

    [Fact]
    public async Task A_bulk_that_the_sidecar_does_not_understand_is_not_sent_again()
    {
        _sidecar.Answers(400, """{"errorCode":"ERR_PUBSUB_EVENTS_SER","message":"x"}""");

        var error = await Assert.ThrowsAsync<DaprException>(() =>
            _dapr.BulkPublishEventAsync("pubsub", "logs", Entries(2), metadata: null, Token)
        );

        Assert.Equal("ERR_PUBSUB_EVENTS_SER", error.ErrorCode);
        Assert.Single(_sidecar.Requests);
    }

    [Fact]
    public void Every_entry_is_in_one_request_and_no_request_is_too_large()
    {
        const int MaxBytes = 4096;
        Prop.ForAll(
                Gen.Choose(0, 3000).ArrayOf().ToArbitrary(),
                sizes =>
                {
                    var entries = sizes.Select((size, i) => Entry(i, new string('x', size))).ToList();

                    var bodies = BulkPublishChunk.Divide(entries, MaxBytes).Select(c => c.ToBody()).ToList();

                    var ids = bodies
                        .SelectMany(b => JsonNode.Parse(b.Span)!.AsArray())
                        .Select(e => (string)e!["entryId"]!);
                    return bodies.TrueForAll(b => b.Length <= MaxBytes + 256 + 2)
                        && ids.SequenceEqual(entries.Select(e => e.EntryId), StringComparer.Ordinal);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_request_has_256_entries_at_most() =>
        Assert.Equal(3, BulkPublishChunk.Divide(Entries(513), int.MaxValue).Count);

    [Fact]
    public async Task Entries_are_written_as_their_content_type_asks()
    {
        BulkPublishEntry[] entries =
        [
            new("json", """{"a":12345678901234567890}"""u8.ToArray(), "application/json"),
            new("bytes", new byte[] { 0xff, 0 }, "application/octet-stream"),
            new("text", "häh"u8.ToArray(), "text/plain; charset=utf-8")
            {
                Metadata = new Dictionary<string, string> { ["partitionKey"] = "t1" },
            },
        ];

        await _dapr.BulkPublishEventAsync("pubsub", "logs", entries, metadata: null, Token);

        var sent = JsonNode.Parse(Assert.Single(_sidecar.Requests).Body.Span)!.AsArray();
        Assert.Equal("""{"a":12345678901234567890}""", sent[0]!["event"]!.ToJsonString());
        Assert.Equal("""{}""", sent[0]!["metadata"]!.ToJsonString());
        Assert.Equal("/wA=", (string)sent[1]!["event"]!);
        Assert.Equal("häh", (string)sent[2]!["event"]!);
        Assert.Equal("t1", (string)sent[2]!["metadata"]!["partitionKey"]!);
    }

    [Theory]
    [InlineData("application/x-protobuf")]
    [InlineData("application/problem+json")]
    public async Task A_content_type_that_bulk_does_not_carry_is_refused(string contentType)
    {
        BulkPublishEntry[] entries = [new("1", new byte[] { 1 }, contentType)];

        await Assert.ThrowsAsync<ArgumentException>(() =>
            _dapr.BulkPublishEventAsync("pubsub", "logs", entries, metadata: null, Token)
        );
    }

    [Fact]
    public async Task Two_entries_of_one_id_are_refused()
    {
        BulkPublishEntry[] entries = [Entry(1, "a"), Entry(1, "b")];

        await Assert.ThrowsAsync<ArgumentException>(() =>
            _dapr.BulkPublishEventAsync("pubsub", "logs", entries, metadata: null, Token)
        );

        Assert.Empty(_sidecar.Requests);
    }

    [Fact]
    public async Task A_write_that_lost_a_race_is_no_error()
    {
        _sidecar.Answers(409, """{"errorCode":"ERR_STATE_SAVE","message":"possible etag mismatch"}""");

        Assert.False(await _dapr.TrySaveStateAsync("store", "k", 1, "7", timeToLive: null, Token));

        var body = Encoding.UTF8.GetString(Assert.Single(_sidecar.Requests).Body.Span);
        Assert.Equal("""[{"key":"k","value":1,"etag":"7","options":{"concurrency":"first-write"}}]""", body);
    }

    [Fact]
    public async Task A_transaction_is_never_sent_twice()
    {
        _sidecar.Answers(500, """{"errorCode":"ERR_STATE_TRANSACTION","message":"x"}""");
        StateTransactionRequest[] operations =
        [
            StateTransactionRequest.Upsert("a", "1", TimeSpan.FromSeconds(1.5)),
            StateTransactionRequest.Delete("b", "3"),
        ];

        await Assert.ThrowsAsync<DaprException>(() => _dapr.ExecuteStateTransactionAsync("store", operations, Token));

        var body = Encoding.UTF8.GetString(Assert.Single(_sidecar.Requests).Body.Span);
        Assert.Equal(
            """{"operations":[{"operation":"upsert","request":{"key":"a","value":"1","metadata":{"ttlInSeconds":"2"}}},"""
                + """{"operation":"delete","request":{"key":"b","etag":"3","options":{"concurrency":"first-write"}}}]}""",
            body
        );
    }

    [Fact]
    public async Task A_sidecar_is_waited_for_by_its_outbound_health_alone()
    {
        _sidecar.Answers(500).Answers(500);

        await _dapr.WaitForSidecarAsync(Token);

        Assert.Equal(3, _sidecar.Requests.Count);
        Assert.All(_sidecar.Requests, request => Assert.Equal("/v1.0/healthz/outbound", request.Path));
    }

    [Fact]
    public async Task An_invocation_hands_back_whatever_the_other_app_says()
    {
        _sidecar.Answers(503, "busy");

        using var response = await _dapr.InvokeMethodWithResponseAsync(
            HttpMethod.Post,
            "other",
            "/orders/1?x=y",
            new { A = 1 },
            Token
        );

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("/v1.0/invoke/other/method/orders/1?x=y", Assert.Single(_sidecar.Requests).Path);
    }

    [Fact]
    public async Task Locks_and_jobs_are_asked_for_as_the_sidecar_reads_them()
    {
        _sidecar.Answers(200, """{"success":true}""").Answers(200, """{"status":2}""");

        Assert.True(await _dapr.LockAsync("locks", "r", "me", 30, Token));
        Assert.Equal(LockStatus.LockBelongsToOthers, await _dapr.UnlockAsync("locks", "r", "me", Token));
        await _dapr.ScheduleJobAsync(
            "tidy",
            new DaprJob
            {
                Schedule = "@every 1m",
                Data = JsonSerializer.SerializeToElement("x"),
                FailurePolicy = new DaprJobFailurePolicy(new DaprJobRetry("5s", 3)),
            },
            Token
        );

        Assert.Equal(
            [
                """/v1.0-alpha1/lock/locks {"resourceId":"r","lockOwner":"me","expiryInSeconds":30}""",
                """/v1.0-alpha1/unlock/locks {"resourceId":"r","lockOwner":"me"}""",
                """/v1.0/jobs/tidy {"schedule":"@every 1m","data":"x","overwrite":false,"failurePolicy":{"constant":{"interval":"5s","maxRetries":3}}}""",
            ],
            _sidecar.Requests.Select(r => $"{r.Path} {Encoding.UTF8.GetString(r.Body.Span)}")
        );
    }

    private static List<BulkPublishEntry> Entries(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Entry(i, "x"))];

    private static BulkPublishEntry Entry(int id, string text) =>
        new($"{id}", Encoding.UTF8.GetBytes(text), "text/plain");

    private static string Failed(params string[] ids) =>
        JsonSerializer.Serialize(
            new
            {
                failedEntries = ids.Select(id => new { entryId = id, error = "x" }),
                errorCode = "ERR_PUBSUB_PUBLISH_MESSAGE",
            }
        );

    private static string Ids(StubSidecar.Seen request) =>
        string.Join(',', JsonNode.Parse(request.Body.Span)!.AsArray().Select(e => (string)e!["entryId"]!));
}
