using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Monolith.Platform.Problems;
using Monolith.Processing.Routing;
using Monolith.Processing.Routing.Queue;

namespace Monolith.Processing.Tests.Routing;

public sealed class ForwardQueueTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ForwardMetrics _metrics = new(
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()
    );

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_appended_comes_back_in_order_and_once()
    {
        using var queue = Open();
        await AppendAsync(queue, "a", "b");
        await AppendAsync(queue, "c");

        var first = Take(queue);
        var second = Take(queue);

        Assert.Equal(["a", "b", "c"], first);
        Assert.Empty(second);
        Assert.Equal(0, queue.Status.Records);
    }

    [Fact]
    public async Task What_was_not_sent_is_there_after_a_restart_under_the_same_ids()
    {
        IReadOnlyList<string> before;
        using (var queue = Open())
        {
            await AppendAsync(queue, "a");
            _ = Take(queue);
            await AppendAsync(queue, "b", "c");
            before = Ids(queue);
        }

        using var again = Open();
        await AppendAsync(again, "d");
        var after = Ids(again);

        Assert.Equal(3, again.Status.Records);
        Assert.Equal(before, after);
        Assert.Equal(["b", "c"], Take(again));
        Assert.Equal(["d"], Take(again));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(40)]
    public async Task A_frame_that_a_crash_left_half_written_is_no_frame(int missing)
    {
        using (var queue = Open())
        {
            await AppendAsync(queue, "whole");
            await AppendAsync(queue, "torn");
        }

        var segment = Directory.GetFiles(_folder.Path, "*.segment").Single();
        using (var file = File.OpenWrite(segment))
        {
            file.SetLength(file.Length - missing);
        }

        using var again = Open();
        await AppendAsync(again, "new");

        Assert.Equal(["whole"], Take(again));
        Assert.Equal(["new"], Take(again));
    }

    [Fact]
    public async Task What_is_damaged_on_disk_is_counted_and_the_next_segment_goes_on()
    {
        using (var queue = Open())
        {
            await AppendAsync(queue, "damaged", "with it");
            await AppendAsync(queue, "behind");
        }

        var segment = Directory.GetFiles(_folder.Path, "*.segment").Single();
        var bytes = await File.ReadAllBytesAsync(segment);
        bytes[QueueFrame.HeaderBytes + 10] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes);

        using var again = Open();
        await AppendAsync(again, "new");

        Assert.Equal(["new"], Take(again));
        Assert.Equal(3, again.Lost);
    }

    [Fact]
    public async Task When_it_is_full_the_oldest_make_room_and_are_counted()
    {
        using var queue = Open();
        queue.MaxBytes = 100_000;
        var body = new string('x', 1_000);
        for (var i = 0; i < 1_000; i++)
        {
            await AppendAsync(queue, $"{i} {body}");
        }

        var status = queue.Status;
        var left = new List<string>();
        while (Take(queue) is { Count: > 0 } some)
        {
            left.AddRange(some);
        }

        Assert.InRange(status.Bytes, 50_000, 100_000);
        Assert.Equal(1_000, status.Records + queue.Lost);
        Assert.Equal(status.Records, left.Count);
        Assert.Equal($"999 {body}", left[^1]);
        Assert.InRange(Directory.GetFiles(_folder.Path).Sum(f => new FileInfo(f).Length), 0, 100_100);
    }

    [Fact]
    public async Task When_it_is_to_refuse_a_full_queue_keeps_what_it_has()
    {
        using var queue = Open();
        queue.MaxBytes = 20_000;
        queue.WhenFull = WhenFull.Refuse;
        await AppendAsync(queue, new string('x', 15_000));

        var refused = await Assert.ThrowsAsync<OverloadedException>(() => AppendAsync(queue, new string('y', 15_000)));

        Assert.Equal("forward_queue_full", refused.Reason);
        Assert.Equal((1, 0), (queue.Status.Records, queue.Lost));
    }

    [Fact]
    public async Task Many_who_append_at_once_lose_nothing()
    {
        using var queue = Open();

        await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => Task.Run(() => AppendAsync(queue, $"{i}-a", $"{i}-b")))
        );
        var taken = Take(queue);

        Assert.Equal(400, taken.Distinct().Count());
    }

    [Fact]
    public async Task A_record_comes_out_as_it_went_in()
    {
        using var queue = Open();
        using var blocks = new RecordBlocks();
        var record = RoutingWorld.Record("said", attributes: [("a", "1"), ("a", "2"), ("empty", "")]);
        record.Weight = 7;
        record.PatternHash = ulong.MaxValue;
        record.RetentionDays = 400;
        blocks.Add(record);
        await queue.AppendAsync(blocks);

        using var batch = queue.Read()!;
        var read = batch.Records().Single().Record;

        Assert.Equal(record.TimeUnixNano, read.TimeUnixNano);
        Assert.Equal((record.Severity, 7u, ulong.MaxValue), (read.Severity, read.Weight, read.PatternHash));
        Assert.Equal((12.5, 503, 400), (read.DurationMs, read.HttpStatus, read.RetentionDays));
        Assert.Equal(record.TraceId.ToArray(), read.TraceId.ToArray());
        Assert.Equal(3, read.Attributes.Count);
        Assert.Equal("2"u8.ToArray(), read.Attributes.Items[1].Value.ToArray());
        Assert.Equal("host.name"u8.ToArray(), read.Resource.Items[0].Key.ToArray());
    }

    [Fact]
    public void Copying_records_into_blocks_allocates_nothing_for_each()
    {
        using var blocks = new RecordBlocks();
        var record = RoutingWorld.Record("said", attributes: ("cart.items", "3"));

        Assert.Equal(0, Allocations.LeastOf(Fill));

        void Fill()
        {
            blocks.Clear();
            for (var i = 0; i < 1_000; i++)
            {
                blocks.Add(record);
            }
        }
    }

    private ForwardQueue Open() => ForwardQueue.Open(_folder.Path, TimeProvider.System, _metrics, NullLogger.Instance);

    private static async Task AppendAsync(ForwardQueue queue, params string[] bodies)
    {
        using var blocks = new RecordBlocks();
        foreach (var body in bodies)
        {
            blocks.Add(RoutingWorld.Record(body));
        }

        await queue.AppendAsync(blocks);
    }

    private static IReadOnlyList<string> Take(ForwardQueue queue)
    {
        using var batch = queue.Read();
        if (batch is null)
        {
            return [];
        }

        queue.Advance(batch);
        return [.. batch.Records().Select(r => Encoding.UTF8.GetString(r.Record.Body.Span))];
    }

    private static IReadOnlyList<string> Ids(ForwardQueue queue)
    {
        using var batch = queue.Read();
        return [.. batch!.Records().Select(r => r.Id.ToString())];
    }
}
