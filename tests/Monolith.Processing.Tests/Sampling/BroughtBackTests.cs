using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Tests.Pipelines;

namespace Monolith.Processing.Tests.Sampling;

/// <summary>What came before an error under its trace or correlation id is stored, although it had been left out.</summary>
public sealed class BroughtBackTests
{
    private const string LeaveAllOut = "stages: [{sample: {one_in: 1000000}}]";

    private readonly ManualTime _time = new();

    [Theory]
    [InlineData("trace")]
    [InlineData("correlation")]
    public async Task What_came_before_an_error_is_stored_with_it_and_stands_for_itself(string by)
    {
        await using var world = await StartAsync(LeaveAllOut);
        Sent Of(string body, SeverityNumber severity = SeverityNumber.Info) =>
            new(body, severity, by == "trace" ? 7 : 0, by == "trace" ? null : "order-7");

        var first = await SendAsync(world, Of("one"), new Sent("another", Trace: 8, Correlation: "order-8"), Of("two"));
        var second = await SendAsync(world, Of("three"));
        Assert.Empty(world.Stored.Records);
        var third = await SendAsync(world, Of("it failed", SeverityNumber.Error));

        Assert.Equal(["it failed", "one", "two", "three"], world.Stored.Records.Select(r => r.Body));
        Assert.All(world.Stored.Records, record => Assert.Equal(1u, record.Weight));

        // Each client hears of its own records alone.
        Assert.Equal((0, 3), (first.Accepted, first.Dropped));
        Assert.Equal((0, 1), (second.Accepted, second.Dropped));
        Assert.Equal((1, 0), (third.Accepted, third.Dropped));
    }

    [Fact]
    public async Task What_came_before_it_in_one_request_is_stored_too()
    {
        await using var world = await StartAsync(LeaveAllOut);

        await SendAsync(
            world,
            new Sent("one", Trace: 7),
            new Sent("it failed", SeverityNumber.Fatal, Trace: 7),
            new Sent("two", Trace: 7)
        );

        Assert.Equal(["it failed", "one", "two"], world.Stored.Records.Select(r => r.Body));
    }

    [Fact]
    public async Task A_record_is_brought_back_once()
    {
        await using var world = await StartAsync(LeaveAllOut);
        await SendAsync(world, new Sent("one", Trace: 7, Correlation: "order-7"));

        await SendAsync(world, new Sent("it failed", SeverityNumber.Error, Trace: 7, Correlation: "order-7"));
        await SendAsync(world, new Sent("again", SeverityNumber.Error, Correlation: "order-7"));

        Assert.Equal(["it failed", "one", "again"], world.Stored.Records.Select(r => r.Body));
    }

    [Fact]
    public async Task What_came_before_the_window_stays_left_out()
    {
        await using var world = await StartAsync("stages: [{sample: {one_in: 1000000, look_back: 30s}}]");
        await SendAsync(world, new Sent("too early", Trace: 7));
        _time.Advance(TimeSpan.FromSeconds(20));
        await SendAsync(world, new Sent("in time", Trace: 7));
        _time.Advance(TimeSpan.FromSeconds(20));

        await SendAsync(world, new Sent("it failed", SeverityNumber.Error, Trace: 7));

        Assert.Equal(["it failed", "in time"], world.Stored.Records.Select(r => r.Body));
    }

    [Theory]
    [InlineData("look_back: 0s")]
    [InlineData("keep_related: 0s")]
    public async Task Nothing_is_brought_back_where_that_is_switched_off(string setting)
    {
        await using var world = await StartAsync($"stages: [{{sample: {{one_in: 1000000, {setting}}}}}]");
        await SendAsync(world, new Sent("before", Trace: 7));

        await SendAsync(world, new Sent("it failed", SeverityNumber.Error, Trace: 7));

        Assert.Equal(["it failed"], world.Stored.Records.Select(r => r.Body));
    }

    [Fact]
    public async Task Another_tenants_error_brings_nothing_back()
    {
        await using var world = await StartAsync(LeaveAllOut);
        await world.PublishAsync("main", LeaveAllOut, "other");
        await SendAsync(world, new Sent("ours", Trace: 7, Correlation: "order-7"));

        await SendAsync(
            world,
            "other",
            new Sent("theirs failed", SeverityNumber.Error, Trace: 7, Correlation: "order-7")
        );

        Assert.Equal(["theirs failed"], world.Stored.Records.Select(r => r.Body));
    }

    [Fact]
    public async Task An_error_that_the_stages_condition_does_not_mean_brings_back_what_it_had_left_out()
    {
        await using var world = await StartAsync(
            """
            stages:
              - sample: {one_in: 1000000}
                if: "severity<warn service:checkout"
            """
        );
        await SendAsync(world, new Sent("before", Trace: 7));

        await SendAsync(world, new Sent("it failed", SeverityNumber.Error, Trace: 7, Service: "payment"));
        await SendAsync(world, new Sent("after", Trace: 7));

        Assert.Equal(["it failed", "before", "after"], world.Stored.Records.Select(r => r.Body));
    }

    [Fact]
    public async Task It_runs_the_stages_that_come_after_and_what_they_do_not_keep_stays_left_out()
    {
        await using var world = await StartAsync(
            """
            stages:
              - sample: {one_in: 1000000}
              - set: {fields: {team: shop}}
              - drop:
                if: body:healthy
            """
        );
        await SendAsync(
            world,
            new Sent("order of jane.doe@example.com came", Trace: 7),
            new Sent("healthy", Trace: 7),
            new Sent("paid", Trace: 7)
        );

        var outcome = await SendAsync(world, new Sent("it failed", SeverityNumber.Error, Trace: 7));

        Assert.Equal(1, outcome.Accepted);
        Assert.Equal(3, world.Stored.Records.Count);
        Assert.All(world.Stored.Records, record => Assert.Equal("shop", record.Attributes["team"]));
        Assert.DoesNotContain(world.Stored.Records, r => r.Body.Contains("jane.doe", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Stored.Records, r => r.Body == "healthy");
    }

    [Fact]
    public async Task It_keeps_what_was_true_of_the_process_that_wrote_it()
    {
        await using var world = await StartAsync(LeaveAllOut);
        await SendAsync(world, new Sent("before", Trace: 7, Host: "web-1"));

        await SendAsync(
            world,
            new Sent("it failed", SeverityNumber.Error, Trace: 7, Host: "web-2"),
            new Sent("also there", SeverityNumber.Error, Trace: 9, Host: "web-2")
        );

        Assert.Equal(["web-2", "web-1", "web-2"], world.Stored.Records.Select(r => r.Host));
    }

    [Fact]
    public async Task Two_stages_one_behind_the_other_both_bring_back()
    {
        await using var world = await StartAsync(
            """
            stages:
              - sample: {one_in: 2}
              - sample: {one_in: 1000000}
            """
        );
        await SendAsync(
            world,
            [.. Enumerable.Range(0, 100).Select(n => new Sent($"{n}", Trace: n, Correlation: "order-7"))]
        );
        Assert.Empty(world.Stored.Records);

        await SendAsync(world, new Sent("it failed", SeverityNumber.Error, Correlation: "order-7"));

        Assert.Equal(101, world.Stored.Records.Count);

        // Those that the second stage had left out stood for those that the first had.
        Assert.Equal([1u, 2u], world.Stored.Records.Select(r => r.Weight).Distinct().Order());
    }

    [Fact]
    public async Task A_new_version_of_the_pipeline_knows_what_the_one_before_left_out()
    {
        await using var world = await StartAsync(LeaveAllOut);
        await SendAsync(world, new Sent("before", Trace: 7));

        await world.PublishAsync("main", LeaveAllOut + "\ndescription: The same again.");
        await SendAsync(world, new Sent("it failed", SeverityNumber.Error, Trace: 7));

        Assert.Equal(["it failed", "before"], world.Stored.Records.Select(r => r.Body));
    }

    [Fact]
    public async Task A_new_version_of_the_pipeline_knows_which_ids_had_errors()
    {
        await using var world = await StartAsync(LeaveAllOut);
        await SendAsync(world, new Sent("it failed", SeverityNumber.Error, Trace: 7));

        await world.PublishAsync("main", LeaveAllOut + "\ndescription: The same again.");
        await SendAsync(world, new Sent("after", Trace: 7), new Sent("of another", Trace: 8));

        Assert.Equal(["it failed", "after"], world.Stored.Records.Select(r => r.Body));
    }

    [Fact]
    public async Task Nor_does_a_plan_forget_them_with_a_new_version()
    {
        await using var world = await StartAsync("stages: []");
        world.Plans.Plan = new TenantPlan { SampleRate = 1e-9 };
        await SendAsync(world, new Sent("it failed", SeverityNumber.Error, Trace: 7));

        await world.PublishAsync("main", "stages: []\ndescription: The same again.");
        await SendAsync(world, new Sent("after", Trace: 7), new Sent("of another", Trace: 8));

        Assert.Equal(["it failed", "after"], world.Stored.Records.Select(r => r.Body));
    }

    [Fact]
    public async Task Another_tenants_stage_of_the_same_name_does_not_know_them()
    {
        await using var world = await StartAsync(LeaveAllOut);
        await world.PublishAsync("main", LeaveAllOut, "other");
        await SendAsync(world, new Sent("it failed", SeverityNumber.Error, Trace: 7));

        await SendAsync(world, "other", new Sent("after", Trace: 7));

        Assert.Equal(["it failed"], world.Stored.Records.Select(r => r.Body));
    }

    [Fact]
    public async Task A_request_that_found_no_room_and_comes_again_brings_back_the_same_and_nothing_twice()
    {
        await using var world = await StartAsync(LeaveAllOut);
        var failed = new Sent("it failed", SeverityNumber.Error, Trace: 7);
        await SendAsync(world, new Sent("one", Trace: 7));
        world.Stored.IsFull = true;

        await Assert.ThrowsAsync<OverloadedException>(() =>
            SendAsync(world, new Sent("other error", SeverityNumber.Error), new Sent("two", Trace: 9))
        );
        await Assert.ThrowsAsync<OverloadedException>(() => SendAsync(world, failed));
        Assert.Empty(world.Stored.Records);
        world.Stored.IsFull = false;
        await SendAsync(world, new Sent("other error", SeverityNumber.Error), new Sent("two", Trace: 9));
        await SendAsync(world, failed);
        await SendAsync(world, new Sent("nine failed", SeverityNumber.Error, Trace: 9));

        Assert.Equal(
            ["other error", "it failed", "one", "nine failed", "two"],
            world.Stored.Records.Select(r => r.Body)
        );
    }

    [Fact]
    public async Task However_much_is_left_out_no_more_of_it_is_held_than_was_set_and_the_youngest_is()
    {
        await using var world = await StartAsync(LeaveAllOut, ("Modules:Processing:MaxLeftOutBytes", $"{1024 * 1024}"));
        var text = new string('x', 1_000);
        for (var request = 0; request < 50; request++)
        {
            await SendAsync(
                world,
                [.. Enumerable.Range(0, 100).Select(n => new Sent($"{request}.{n} {text}", Trace: request + 1))]
            );
        }

        await SendAsync(world, new Sent("first failed", SeverityNumber.Error, Trace: 1));
        Assert.Single(world.Stored.Records);
        await SendAsync(
            world,
            [.. Enumerable.Range(2, 49).Select(n => new Sent("failed", SeverityNumber.Error, Trace: n))]
        );

        var broughtBack = world.Stored.Records.Where(r => r.Weight == 1 && r.Body.Contains('.')).ToList();
        Assert.InRange(broughtBack.Sum(r => r.Body.Length), 512 * 1024, 1024 * 1024);
        Assert.Equal(100, broughtBack.Count(r => r.Body.StartsWith("49.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("one_in: 10")]
    [InlineData("budget_per_second: 500")]
    public async Task What_was_brought_back_does_not_count_twice(string setting)
    {
        const int traces = 30_000;
        await using var world = await StartAsync($"stages: [{{sample: {{{setting}, by: service}}}}]");
        for (var request = 0; request < traces / 100; request++)
        {
            var ofRequest = Enumerable.Range(1 + request * 100, 100).ToList();
            await SendAsync(world, [.. ofRequest.Select(n => new Sent("step", Trace: n))]);

            // A third of them fails in the end.
            await SendAsync(
                world,
                [.. ofRequest.Where(n => n % 3 == 0).Select(n => new Sent("failed", SeverityNumber.Error, Trace: n))]
            );
            _time.Advance(TimeSpan.FromMilliseconds(20));
        }

        var steps = world.Stored.Records.Where(r => r.Body == "step").ToList();
        Assert.InRange(steps.Count, traces / 3, traces / 2);
        Assert.InRange(steps.Sum(r => r.Weight), traces * 0.94, traces * 1.06);
    }

    private async Task<PipelineWorld> StartAsync(string pipeline, params (string, string?)[] settings)
    {
        var world = await PipelineWorld.StartAsync(clock: _time, settings: settings);
        await world.PublishAsync("main", pipeline);
        return world;
    }

    private static Task<BatchOutcome> SendAsync(PipelineWorld world, params Sent[] records) =>
        SendAsync(world, "default", records);

    private static async Task<BatchOutcome> SendAsync(PipelineWorld world, string tenant, params Sent[] records)
    {
        using var batch = world
            .Services.GetRequiredService<ILogPipeline>()
            .Open(new BatchOrigin(new TenantId(tenant), "ndjson"));
        foreach (var sent in records)
        {
            if (sent.Host is { } host)
            {
                batch.Record.ClearResource();
                batch.Record.AddToResource("host.name"u8.ToArray(), Encoding.UTF8.GetBytes(host));
            }

            batch.Record.Body = Encoding.UTF8.GetBytes(sent.Body);
            batch.Record.Severity = sent.Severity;
            batch.Record.ServiceName = Encoding.UTF8.GetBytes(sent.Service);
            batch.Record.CorrelationId = Encoding.UTF8.GetBytes(sent.Correlation ?? "");
            batch.Record.TraceId =
                sent.Trace == 0
                    ? default
                    : Encoding.UTF8.GetBytes(sent.Trace.ToString("D16", CultureInfo.InvariantCulture));
            batch.Submit(1, batch.Record.Body);
        }

        return await batch.CommitAsync(CancellationToken.None);
    }

    private sealed record Sent(
        string Body,
        SeverityNumber Severity = SeverityNumber.Info,
        int Trace = 0,
        string? Correlation = null,
        string Service = "checkout",
        string? Host = null
    );
}
