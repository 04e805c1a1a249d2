using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Storage.Contracts;
using Monolith.Storage.Spool;
using Monolith.Storage.Writing;

namespace Monolith.Storage.Tests.Writing;

public sealed class LogWriterTests
{
    private static readonly LogRecord Record = Some.LogRecord();

    [Fact]
    public async Task A_committed_batch_is_a_frame_of_the_spool()
    {
        await using var host = new WriterHost();
        using var batch = host.Open();
        batch.Append(Record);
        batch.Append(Record);

        await batch.CommitAsync(CancellationToken.None);

        var frame = Assert.Single(host.Frames());
        Assert.Equal((StreamKind.Logs, 2), (frame.Kind, frame.Rows));
    }

    [Fact]
    public async Task An_empty_batch_costs_nothing()
    {
        await using var host = new WriterHost();
        using var batch = host.Open();

        await batch.CommitAsync(CancellationToken.None);

        Assert.Empty(host.Frames());
    }

    [Fact]
    public async Task What_could_not_be_read_goes_into_a_frame_of_its_own_stream()
    {
        await using var host = new WriterHost();
        using var batch = host.Open();
        batch.Append(Record);
        batch.AppendQuarantined(
            new QuarantinedRecord("invalid_json", "No object.", "ndjson", 7, 1, "x"u8.ToArray(), 1)
        );

        await batch.CommitAsync(CancellationToken.None);

        Assert.Equal([StreamKind.Logs, StreamKind.Quarantine], host.Frames().Select(f => f.Kind).ToArray());
    }

    [Fact]
    public async Task Small_batches_that_wait_together_become_one_frame()
    {
        await using var host = new WriterHost(start: false);
        var waiting = new List<Task>();
        for (var i = 0; i < 100; i++)
        {
            var batch = host.Open();
            batch.Append(Record);
            waiting.Add(CommitAndDisposeAsync(batch));
        }

        host.Start();
        await Task.WhenAll(waiting);

        Assert.Equal(100, Assert.Single(host.Frames()).Rows);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_watcher_is_shown_durable_records_with_their_ids(int batches)
    {
        await using var host = new WriterHost(start: false);
        var watcher = new Watcher();
        using var watch = host.Tail.Watch(watcher);
        var waiting = Enumerable.Range(0, batches).Select(_ => CommitAsync(host, rows: 2)).ToList();
        Assert.Empty(watcher.Ids);

        host.Start();
        await Task.WhenAll(waiting);

        var frame = Assert.Single(host.Frames());
        Assert.Equal(Enumerable.Range(0, batches * 2).Select(i => frame.FirstId + (ulong)i), watcher.Ids);
    }

    [Fact]
    public async Task The_deliveries_of_a_group_are_its_first_frame_and_the_group_is_one()
    {
        await using var host = new WriterHost(start: false);
        var waiting = new List<Task>();
        for (var i = 0; i < 3; i++)
        {
            var batch = host.Open();
            Assert.Equal(DeliveryState.New, batch.Claim([(byte)i]).State);
            Append(batch, 2);
            batch.AppendQuarantined(
                new QuarantinedRecord("invalid_json", "No object.", "dapr", 7, 1, "x"u8.ToArray(), 1)
            );
            waiting.Add(CommitAndDisposeAsync(batch));
        }

        host.Start();
        await Task.WhenAll(waiting);

        Assert.Equal(
            [
                (StreamKind.Deliveries, 0, 48, true),
                (StreamKind.Logs, 6, host.Frames()[1].PayloadBytes, true),
                (StreamKind.Quarantine, 3, host.Frames()[2].PayloadBytes, false),
            ],
            host.Frames().Select(f => (f.Kind, f.Rows, f.PayloadBytes, f.IsFollowed))
        );
        Assert.Equal(3, host.Deliveries.Count);
    }

    [Fact]
    public async Task A_batch_that_fails_or_is_thrown_away_gives_its_deliveries_back()
    {
        await using var host = new WriterHost();
        var name = "seven"u8.ToArray();
        using (var thrownAway = host.Open())
        {
            thrownAway.Claim(name);
            Append(thrownAway, 1);
        }

        host.Disk.WritesFail = true;
        using (var failed = host.Open())
        {
            Assert.Equal(DeliveryState.New, failed.Claim(name).State);
            Append(failed, 1);
            await Assert.ThrowsAsync<OverloadedException>(async () => await failed.CommitAsync(CancellationToken.None));
        }

        host.Disk.WritesFail = false;
        using var kept = host.Open();
        Assert.Equal(DeliveryState.New, kept.Claim(name).State);
        Append(kept, 1);
        await kept.CommitAsync(CancellationToken.None);

        using var again = host.Open();
        Assert.Equal(DeliveryState.Known, again.Claim(name).State);
    }

    [Fact]
    public async Task Ids_rise_in_the_order_of_the_spool_and_never_come_twice()
    {
        await using var host = new WriterHost();
        for (var i = 0; i < 50; i++)
        {
            await CommitAsync(host, rows: i + 1);
        }

        ulong next = 0;
        foreach (var frame in host.Frames())
        {
            Assert.True(frame.FirstId >= next);
            next = frame.EndId;
        }
    }

    [Fact]
    public void Ids_rise_also_when_the_clock_is_set_back_or_stands_still()
    {
        var clock = new ManualTime();
        var ids = new LogIds(0, clock);
        var first = ids.Take(10_000_000);

        clock.Advance(TimeSpan.FromHours(-1));
        var second = ids.Take(5);

        Assert.Equal((ulong)ManualTime.Start.ToUnixTimeMilliseconds() << 22, first);
        Assert.Equal(first + 10_000_000, second);
    }

    [Fact]
    public async Task A_disk_that_refuses_fails_the_commit_and_the_next_one_works_when_it_has_recovered()
    {
        await using var host = new WriterHost();
        host.Disk.WritesFail = true;

        await Assert.ThrowsAsync<OverloadedException>(() => CommitAsync(host, rows: 3));
        host.Disk.WritesFail = false;
        await CommitAsync(host, rows: 4);

        Assert.Equal(4, Assert.Single(host.Frames()).Rows);
    }

    [Fact]
    public async Task When_the_queue_is_full_a_commit_is_refused_and_the_queued_ones_go_through()
    {
        await using var host = new WriterHost(new StorageOptions { QueueMaxBytes = 2000 }, start: false);
        var queued = CommitAsync(host, rows: 10);

        await Assert.ThrowsAsync<OverloadedException>(() => CommitAsync(host, rows: 10));
        host.Start();
        await queued;
        await CommitAsync(host, rows: 7);

        Assert.Equal([10, 7], host.Frames().Select(f => f.Rows).ToArray());
    }

    [Fact]
    public async Task Without_durability_a_commit_does_not_wait_and_the_records_are_written_all_the_same()
    {
        await using var host = new WriterHost(new StorageOptions { Durability = Durability.None }, start: false);

        await CommitAsync(host, rows: 5);
        host.Start();

        await Eventually.HoldsAsync(() => host.Frames().Count == 1, "the frame is written");
    }

    [Fact]
    public async Task Appending_to_a_batch_that_was_used_before_allocates_nothing()
    {
        await using var host = new WriterHost();
        using var batch = host.Open();

        var least = Allocations.LeastOf(() =>
        {
            batch.Logs.Block.Clear();
            Append(batch, 1000);
        });

        Assert.Equal(0, least);
    }

    private static void Append(LogBatch batch, int rows)
    {
        for (var i = 0; i < rows; i++)
        {
            batch.Append(Record);
        }
    }

    private static async Task CommitAsync(WriterHost host, int rows)
    {
        using var batch = host.Open();
        Append(batch, rows);
        await batch.CommitAsync(CancellationToken.None);
    }

    private static async Task CommitAndDisposeAsync(LogBatch batch)
    {
        using (batch)
        {
            await batch.CommitAsync(CancellationToken.None);
        }
    }

    private sealed class Watcher : ILogWatcher
    {
        public TenantId Tenant => TenantId.Default;

        public List<ulong> Ids { get; } = [];

        public ReadOnlyMemory<byte> Keep(LogRecord record) => record.Body;

        public void Show(ulong id, ReadOnlyMemory<byte> kept) => Ids.Add(id);
    }
}
