using Monolith.Ingest.Quotas;

namespace Monolith.Ingest.Tests.Quotas;

public sealed class QuotaTableTests
{
    private readonly VirtualTime _clock = new();

    [Fact]
    public void Each_has_a_quota_of_their_own()
    {
        var table = Table();

        table.Of("anna")!.Take(bytes: 0, records: 1000);

        Assert.Equal("10 records", table.Of("anna")!.UsedUp!.Value.Bound);
        Assert.Null(table.Of("bert")!.UsedUp);
    }

    [Fact]
    public void An_exception_counts_in_place_of_what_holds_for_all_and_zero_is_without_bound()
    {
        var table = Table(
            ("anna", new QuotaRate { RecordsPerSecond = 0 }),
            ("bert", new QuotaRate { BytesPerSecond = 5 })
        );

        table.Of("anna")!.Take(bytes: 0, records: 1_000_000);
        table.Of("bert")!.Take(bytes: 1_000_000, records: 1_000_000);

        Assert.Null(table.Of("anna")!.UsedUp);
        Assert.Equal("5 bytes", table.Of("bert")!.UsedUp!.Value.Bound);
    }

    [Fact]
    public void Where_nothing_is_bounded_there_is_nothing_to_keep()
    {
        var table = new QuotaTable(0, 0, new Dictionary<string, QuotaRate>(), TimeSpan.FromSeconds(1), 3, _clock);

        Assert.Null(table.Of("anybody"));
        Assert.Equal(0, table.Count);
    }

    [Fact]
    public void Names_without_number_take_memory_with_a_bound_and_share_one_quota_beyond_it()
    {
        var table = Table();
        for (var i = 0; i < 1000; i++)
        {
            table.Of($"tenant-{i}")!.Take(bytes: 0, records: 1);
        }

        Assert.Equal(3, table.Count);
        Assert.Same(table.Of("one more"), table.Of("and another"));
        Assert.NotNull(table.Of("one more")!.UsedUp);
    }

    [Fact]
    public void Who_has_been_quiet_makes_room_for_others()
    {
        var table = Table();
        for (var i = 0; i < 3; i++)
        {
            table.Of($"early-{i}")!.Take(bytes: 0, records: 50);
        }

        Assert.Same(table.Of("late"), table.Of("later"));
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.NotSame(table.Of("late"), table.Of("later"));
    }

    [Fact]
    public void Who_still_owes_is_not_forgotten()
    {
        var table = Table();
        table.Of("debtor")!.Take(bytes: 0, records: 10_000);
        _clock.Advance(TimeSpan.FromSeconds(60));
        for (var i = 0; i < 10; i++)
        {
            table.Of($"tenant-{i}");
        }

        Assert.NotNull(table.Of("debtor")!.UsedUp);
    }

    // 10 records a second for everybody, saved up for 10 s; three are told apart.
    private QuotaTable Table(params (string Name, QuotaRate Rate)[] exceptions) =>
        new(
            bytesPerSecond: 0,
            recordsPerSecond: 10,
            exceptions.ToDictionary(e => e.Name, e => e.Rate),
            TimeSpan.FromSeconds(10),
            max: 3,
            _clock
        );
}
