using FsCheck.Fluent;
using Monolith.Explore.Sampling;
using Monolith.Platform.Language;

namespace Monolith.Explore.Tests.Sampling;

public sealed class SlicingTests
{
    private const long Minute = 60L * 1_000_000_000;

    [Fact]
    public void Slices_are_spread_over_the_time_and_the_newest_records_are_in_the_last_one()
    {
        var extent = new TimeRange(0, 600 * Minute);
        var times = new RecordTimes(Enumerable.Range(0, 600).Select(n => (MinuteOf(n), 10_000L)), extent);

        var sample = Slicing.Choose(times, extent, 240_000);

        Assert.Equal(8, sample.Slices.Count);
        Assert.Equal(600 * Minute, sample.Slices[^1].ToUnixNano);
        Assert.InRange(sample.Slices[0].ToUnixNano, 70 * Minute, 80 * Minute);
        Assert.Equal(sample.Slices.Sum(times.RowsIn) / 6_000_000.0, sample.Share);
        Assert.InRange(sample.Share, 0.03, 0.08);
    }

    [Fact]
    public void Few_records_are_taken_from_the_newest_alone()
    {
        var extent = new TimeRange(0, 600 * Minute);
        var times = new RecordTimes(Enumerable.Range(0, 600).Select(n => (MinuteOf(n), 10_000L)), extent);

        var sample = Slicing.Choose(times, extent, 20_000);

        Assert.Equal([new TimeRange(598 * Minute, 600 * Minute)], sample.Slices);
    }

    [Fact]
    public void A_burst_within_one_minute_is_cut_too()
    {
        var extent = new TimeRange(0, 4 * Minute);
        var times = new RecordTimes([(MinuteOf(3), 5_000_000L)], extent);

        var sample = Slicing.Choose(times, extent, 250_000);

        Assert.InRange(sample.Share, 0.045, 0.055);
        Assert.All(sample.Slices, slice => Assert.InRange(slice.FromUnixNano, 3 * Minute, 4 * Minute));
    }

    [Fact]
    public void A_burst_is_looked_at_where_it_is_when_the_time_ends_within_its_minute()
    {
        var extent = new TimeRange(0, 3 * Minute + Minute / 60);
        var times = new RecordTimes([(MinuteOf(0), 1_000_000L), (MinuteOf(3), 5_000_000L)], extent);

        var sample = Slicing.Choose(times, extent, 20_000);

        Assert.InRange(sample.Share, 0.003, 0.004);
        Assert.Equal(extent.ToUnixNano, sample.Slices.Single().ToUnixNano);
    }

    [Fact]
    public void Slices_never_overlap_and_stay_within_the_time()
    {
        var shapes =
            from rows in Gen.Choose(1, 3_000_000).ArrayOf()
            from max in Gen.Choose(1_000, 1_000_000)
            from cut in Gen.Choose(0, 59)
            where rows.Length > 0 && rows.Sum(r => (long)r) > max
            select (rows, max, cut);
        foreach (var (rows, max, cut) in Gen.Sample(shapes, 300, 30))
        {
            var end = (7 * (rows.Length - 1) + 1) * Minute;
            var extent = new TimeRange(rows.Length == 1 ? 0 : Minute / 3, end - cut * Minute / 60);
            var times = new RecordTimes(rows.Select((count, n) => (MinuteOf(7 * n), (long)count)), extent);

            var sample = Slicing.Choose(times, extent, max);

            Assert.InRange(sample.Share, double.Epsilon, 1);
            Assert.NotEmpty(sample.Slices);
            Assert.All(sample.Slices, slice => Assert.Equal(slice, slice.Intersect(extent)));
            Assert.All(
                sample.Slices.Zip(sample.Slices.Skip(1)),
                pair => Assert.True(pair.First.ToUnixNano <= pair.Second.FromUnixNano)
            );
        }
    }

    private static TimeRange MinuteOf(long number) => new(number * Minute, (number + 1) * Minute);
}
