using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;
using Monolith.Storage.Contracts;

namespace Monolith.Processing.Tests.Routing;

/// <summary>What happens between a stage that forwards and a destination that may be slow, dead or wrong.</summary>
public sealed class ForwardingTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"only":true}""")]
    [InlineData("""{"to":[]}""")]
    public async Task A_stage_that_names_no_destination_is_told_so(string settings)
    {
        await using var world = await RoutingWorld.StartAsync();

        var wrong = Assert.Throws<StageSettingsException>(() => world.Stage("forward", settings));

        Assert.Equal("to", wrong.Path);
    }

    [Fact]
    public async Task A_destination_that_hangs_does_not_keep_those_who_send_logs_waiting()
    {
        await using var receiver = await Receiver.StartAsync();
        var open = new TaskCompletionSource();
        receiver.Open = open.Task;
        await using var world = await RoutingWorld.StartAsync();
        await world.AddAsync(Hook(receiver));

        for (var i = 0; i < 50; i++)
        {
            await world.ForwardAsync("""{"to":["hook"]}""", RoutingWorld.Record($"record {i}"));
        }

        var status = await world.StatusAsync("hook");
        Assert.Equal((50, 0), (status.GetProperty("queued").GetInt64(), status.GetProperty("sent").GetInt64()));
        Assert.Empty(receiver.Requests);

        open.SetResult();
        await world.SentAsync("hook", 50);
        Assert.Equal(0, (await world.StatusAsync("hook")).GetProperty("queued").GetInt64());
    }

    [Fact]
    public async Task Looking_for_changes_starts_no_second_sender_of_one_queue()
    {
        await using var receiver = await Receiver.StartAsync();
        var open = new TaskCompletionSource();
        receiver.Open = open.Task;
        await using var world = await RoutingWorld.StartAsync();
        await world.AddAsync(Hook(receiver));
        await world.ForwardAsync("""{"to":["hook"]}""", RoutingWorld.Record("once"));

        var destinations = world.Host.Services.GetServices<IWatchedDocuments>().Single(d => d.Name == "destinations");
        await destinations.ReloadAsync(CancellationToken.None);
        open.SetResult();
        await world.SentAsync("hook", 1);
        await destinations.ReloadAsync(CancellationToken.None);

        Assert.Single(receiver.Requests);
        Assert.Equal(1, (await world.StatusAsync("hook")).GetProperty("sent").GetInt64());
    }

    [Fact]
    public async Task What_fails_is_sent_again_under_the_same_name_until_it_is_taken()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = _ => receiver.Requests.Count < 4 ? (503, "later", null) : (200, "{}", null);
        await using var world = await RoutingWorld.StartAsync();
        await world.AddAsync(Hook(receiver));

        await world.ForwardAsync("""{"to":["hook"]}""", RoutingWorld.Record("once"));
        await world.SentAsync("hook", 1);

        var status = await world.StatusAsync("hook");
        Assert.Equal(3, status.GetProperty("failed_attempts").GetInt64());
        Assert.Equal("503 later", status.GetProperty("last_error").GetString());
        Assert.Single(receiver.Requests.Select(r => r.Header("webhook-id")).Distinct());
        Assert.Single(receiver.Requests.Select(r => r.Text).Distinct());
    }

    [Fact]
    public async Task A_destination_that_wants_to_be_left_alone_is()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = _ => (429, "", 3600);
        await using var world = await RoutingWorld.StartAsync(settings: ("RetryMax", "00:30:00"));
        await world.AddAsync(Hook(receiver));

        await world.ForwardAsync("""{"to":["hook"]}""", RoutingWorld.Record("patient"));
        await Eventually.HoldsAsync(
            async () => (await world.StatusAsync("hook")).TryGetProperty("next_attempt_at", out _),
            "it waits"
        );

        var next = (await world.StatusAsync("hook")).GetProperty("next_attempt_at").GetDateTimeOffset();
        Assert.InRange(next - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(25), TimeSpan.FromMinutes(30));
        Assert.Single(receiver.Requests);
    }

    [Fact]
    public async Task What_is_refused_is_a_dead_letter_that_can_be_replayed()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = _ => (400, "no such field", null);
        await using var world = await RoutingWorld.StartAsync();
        await world.AddAsync(Hook(receiver));
        await world.ForwardAsync("""{"to":["hook"]}""", RoutingWorld.Record("first"), RoutingWorld.Record("second"));
        await Eventually.HoldsAsync(
            async () => (await world.StatusAsync("hook")).GetProperty("dead_letters").GetInt64() == 2,
            "both are dead letters"
        );
        var letter = Assert.Single(await LettersAsync(world));
        Assert.Equal("400 no such field", letter.GetProperty("reason").GetString());

        receiver.Answer = _ => (200, "{}", null);
        var path = $"/api/v1/destinations/hook/dead-letters/{letter.GetProperty("id").GetString()}";
        var answer = await world.Http.PostAsync($"{path}/replay", null);
        await world.SentAsync("hook", 2);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Empty(await LettersAsync(world));
        Assert.Equal(
            receiver.Requests.First().Text.Split('\n').Length,
            receiver.Requests.Last().Text.Split('\n').Length
        );
        Assert.Equal(HttpStatusCode.NotFound, (await world.Http.DeleteAsync(path)).StatusCode);
    }

    [Fact]
    public async Task What_is_not_taken_for_too_long_is_a_dead_letter()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = _ => (500, "broken", null);
        await using var world = await RoutingWorld.StartAsync(settings: ("GiveUpAfter", "00:00:01"));
        await world.AddAsync(Hook(receiver));

        await world.ForwardAsync("""{"to":["hook"]}""", RoutingWorld.Record("old"));
        await Eventually.HoldsAsync(
            async () => (await world.StatusAsync("hook")).GetProperty("dead_letters").GetInt64() == 1,
            "it is given up"
        );

        var letter = Assert.Single(await LettersAsync(world));
        Assert.Contains("500 broken", letter.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.True(receiver.Requests.Count > 1);
    }

    [Fact]
    public async Task What_waits_is_sent_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = _ => (503, "", null);
        await using (var before = await RoutingWorld.StartAsync(folder.Path))
        {
            await before.AddAsync(Hook(receiver));
            await before.ForwardAsync("""{"to":["hook"]}""", RoutingWorld.Record("survivor"));
            await Eventually.HoldsAsync(() => !receiver.Requests.IsEmpty, "it was tried");
        }

        receiver.Answer = _ => (200, "{}", null);
        await using var after = await RoutingWorld.StartAsync(folder.Path);
        await after.SentAsync("hook", 1);

        Assert.Contains("survivor", receiver.Requests.Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_forwarded_records_are_not_stored_unless_the_destination_is_not_there()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await RoutingWorld.StartAsync();
        await world.AddAsync(Hook(receiver));

        var both = await world.ForwardAsync("""{"to":["hook"]}""", RoutingWorld.Record("both"));
        var elsewhere = await world.ForwardAsync("""{"to":["hook"],"only":true}""", RoutingWorld.Record("elsewhere"));
        var nowhere = await world.ForwardAsync("""{"to":["gone"],"only":true}""", RoutingWorld.Record("nowhere"));

        Assert.Equal((1, 0, 1), (both, elsewhere, nowhere));
        await world.SentAsync("hook", 2);
    }

    [Fact]
    public async Task A_record_that_a_later_stage_drops_goes_nowhere()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await RoutingWorld.StartAsync();
        await world.AddAsync(Hook(receiver));
        var (stage, context) = (world.Stage("forward", """{"to":["hook"]}"""), RoutingWorld.Context());

        stage.Apply(RoutingWorld.Record("dropped"), in context);
        context.Forwards!.Forget();
        stage.Apply(RoutingWorld.Record("kept"), in context);
        context.Forwards.Take(RoutingWorld.Record("kept, and changed since"));
        await context.Forwards.CommitAsync();
        await world.SentAsync("hook", 1);

        var body = Assert.Single(receiver.Requests).Text;
        Assert.Contains("kept, and changed since", body, StringComparison.Ordinal);
        Assert.DoesNotContain("dropped", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_leaves_is_what_would_be_stored_whatever_stands_behind_the_stage_that_forwards()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await RoutingWorld.StartAsync();
        await world.AddAsync(Hook(receiver));
        var stored = new Stored();
        using var batch = ActivatorUtilities.CreateInstance<LogPipelineBatch>(
            world.Host.Services,
            (LogPipeline)world.Host.Services.GetRequiredService<ILogPipeline>(),
            new Workspace<LogRecord>(),
            new CompiledPipeline("test", world.Stage("forward", """{"to":["hook"]}"""), new Cover(), new Count()),
            TenantPlan.AsConfigured,
            stored,
            new BatchOrigin(TenantId.Default, "ndjson"),
            0L
        );

        foreach (var body in new[] { "my secret", "drop me", "nothing" })
        {
            batch.Record.Body = Encoding.UTF8.GetBytes(body);
            batch.Submit(1, default);
        }

        Assert.Equal(0, (await world.StatusAsync("hook")).GetProperty("queued").GetInt64());
        var outcome = await batch.CommitAsync(CancellationToken.None);
        await world.SentAsync("hook", 2);

        var sent = Assert.Single(receiver.Requests).Text;
        Assert.Equal((2, 1), (outcome.Accepted, outcome.Dropped));
        Assert.Equal(["covered", "nothing"], stored.Bodies);
        Assert.Contains("covered", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("drop", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paused_destination_lets_records_wait_and_a_changed_one_gets_them_at_once()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await RoutingWorld.StartAsync();
        await world.AddAsync("""{"id":"hook","paused":true,"webhook":{"url":"http://127.0.0.1:1"}}""");
        await world.ForwardAsync("""{"to":["hook"]}""", RoutingWorld.Record("waiting"));
        Assert.Equal(1, (await world.StatusAsync("hook")).GetProperty("queued").GetInt64());

        var put = await world.Http.PutAsync(
            "/api/v1/destinations/hook",
            new StringContent(Hook(receiver), Encoding.UTF8, "application/json")
        );
        await world.SentAsync("hook", 1);

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Contains("waiting", Assert.Single(receiver.Requests).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_route_puts_records_into_a_stream_with_its_own_retention_or_into_quarantine()
    {
        await using var world = await RoutingWorld.StartAsync();
        var (route, context) = (world.Stage("route", """{"stream":"audit"}"""), RoutingWorld.Context());
        var record = new LogRecord();
        Assert.Equal(Fate.Keep, route.Apply(record, in context).Fate);
        Assert.Equal(0, record.RetentionDays);

        var put = await world.Http.PutAsJsonAsync("/api/v1/streams", new { streams = new { audit = 400 } });
        route.Apply(record, in context);
        var quarantined = world.Stage("route", """{"quarantine":true}""").Apply(record, in context);

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal(("audit", 400), (Encoding.UTF8.GetString(record.Stream.Span), record.RetentionDays));
        Assert.Equal((Fate.Quarantine, RejectReason.Routed), (quarantined.Fate, quarantined.Reason));
    }

    private static string Hook(Receiver receiver) => $$$$"""{"id":"hook","webhook":{"url":"{{{{receiver.Url}}}}"}}""";

    private static async Task<IReadOnlyList<JsonElement>> LettersAsync(RoutingWorld world)
    {
        var list = await world.Http.GetFromJsonAsync<JsonElement>("/api/v1/destinations/hook/dead-letters");
        return [.. list.GetProperty("dead_letters").EnumerateArray()];
    }

    private sealed class Cover : RecordStage
    {
        public override Verdict Apply(LogRecord record, in StageContext context)
        {
            if (record.Body.Span.SequenceEqual("my secret"u8))
            {
                record.Body = "covered"u8.ToArray();
            }

            return record.Body.Span.SequenceEqual("drop me"u8) ? Verdict.Drop : Verdict.Keep;
        }
    }

    private sealed class Stored : ILogBatch
    {
        public List<string> Bodies { get; } = [];

        public int Count => Bodies.Count;

        public void Append(LogRecord record) => Bodies.Add(Encoding.UTF8.GetString(record.Body.Span));

        public void AppendQuarantined(in QuarantinedRecord record) => throw new NotSupportedException(record.Detail);

        public DeliveryClaim Claim(ReadOnlySpan<byte> name) => default;

        public ValueTask CommitAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Dispose() { }
    }
}
