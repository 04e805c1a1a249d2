using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Buffers;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Sampling;
using Monolith.Processing.Stages;
using Monolith.Processing.Tests.Pipelines;

namespace Monolith.Processing.Tests.Sampling;

public sealed class PlannedSampleTests
{
    private readonly PlannedSample _stage = new(new ErrorIds(PlannedSample.KeepRelatedNanos));

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.3)]
    [InlineData(0.75)]
    [InlineData(0.01)]
    public void The_share_of_a_plan_is_kept_and_stands_for_all(double share)
    {
        var kept = Run(share, Enumerable.Range(0, 200_000).Select(n => Record(n)));

        Assert.InRange(kept.Count / 200_000.0, share * 0.9, share * 1.1);
        Assert.InRange(kept.Sum(record => record.Weight), 190_000, 210_000);
        Assert.All(kept, record => Assert.InRange(record.Weight, Math.Floor(1 / share), Math.Ceiling(1 / share)));
    }

    [Fact]
    public void What_stood_for_others_stands_for_more_of_them() =>
        Assert.All(
            Run(0.5, Enumerable.Range(0, 100).Select(n => Record(n, weight: 10))),
            r => Assert.Equal(20u, r.Weight)
        );

    [Theory]
    [InlineData(null)]
    [InlineData(1.0)]
    public void A_plan_that_says_nothing_or_everything_keeps_everything(double? share) =>
        Assert.Equal(1_000, Run(share, Enumerable.Range(0, 1_000).Select(n => Record(n))).Count);

    [Fact]
    public void Errors_and_what_comes_after_them_under_their_ids_are_kept_and_stand_for_themselves()
    {
        LogRecord Of(SeverityNumber severity) => Record(7, severity, correlation: "order-7");

        var before = Run(1e-9, [Of(SeverityNumber.Info)]);
        var after = Run(1e-9, [Of(SeverityNumber.Error), Of(SeverityNumber.Debug)]);

        Assert.Empty(before);
        Assert.Equal([1u, 1u], after.Select(record => record.Weight));
    }

    [Fact]
    public void The_smallest_share_there_is_breaks_nothing()
    {
        var kept = Run(double.Epsilon, Enumerable.Range(0, 1_000).Select(n => Record(n)));

        Assert.Empty(kept);
    }

    [Fact]
    public async Task A_plan_holds_at_once_whatever_the_pipelines_of_a_tenant_are()
    {
        await using var world = await PipelineWorld.StartAsync();
        await world.PublishAsync("main", "stages: [{route: {stream: audit, stop: true}}]");

        world.Plans.Plan = new TenantPlan { SampleRate = 1e-9 };
        var sampled = await world.SendAsync("one");
        world.Plans.Plan = TenantPlan.AsConfigured;
        var kept = await world.SendAsync("two");

        Assert.Equal((0, 1), (sampled.Accepted, sampled.Dropped));
        Assert.Equal((1, 0), (kept.Accepted, kept.Dropped));
    }

    [Fact]
    public async Task What_a_plan_and_a_stage_leave_out_together_is_stood_for_by_what_both_keep()
    {
        const int Count = 20_000;
        await using var world = await PipelineWorld.StartAsync();
        await world.PublishAsync("main", "stages: [{sample: {one_in: 10}}]");
        world.Plans.Plan = new TenantPlan { SampleRate = 0.5 };

        using (var batch = world.Services.GetRequiredService<ILogPipeline>().Open(new(TenantId.Default, "ndjson")))
        {
            for (var n = 0; n < Count; n++)
            {
                batch.Record.Body = Encoding.UTF8.GetBytes($"request {n} served");
                batch.Submit(n, batch.Record.Body);
            }

            _ = await batch.CommitAsync(TestContext.Current.CancellationToken);
        }

        // Were both to choose by the same hash, the plan would keep all that the stage kept, and each count twice.
        Assert.InRange(world.Stored.Records.Count, Count / 20 * 0.8, Count / 20 * 1.2);
        Assert.All(world.Stored.Records, record => Assert.Equal(20u, record.Weight));
    }

    private List<LogRecord> Run(double? share, IEnumerable<LogRecord> records)
    {
        var context = new StageContext(TenantId.Default, new ScratchBuffer(), new Tally(), 0)
        {
            Plan = new TenantPlan { SampleRate = share },
        };
        return [.. records.Where(record => _stage.Apply(record, in context).Fate == Fate.Keep)];
    }

    private static LogRecord Record(
        int number,
        SeverityNumber severity = SeverityNumber.Info,
        string correlation = "",
        uint weight = 1
    ) =>
        new()
        {
            Severity = severity,
            Body = Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)),
            CorrelationId = Encoding.UTF8.GetBytes(correlation),
            Weight = weight,
        };
}
