using Monolith.DaprSidecar.Workflows;

namespace Monolith.DaprSidecar.Tests.Workflows;

public sealed class VirtualClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Fact]
    public void Timers_fire_in_their_order_each_at_its_own_time()
    {
        var clock = new VirtualClock(Start);
        var fired = new List<(string, TimeSpan)>();
        using var late = After("late", TimeSpan.FromMinutes(2), Timeout.InfiniteTimeSpan);
        using var early = After("early", TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);
        using var never = After("never", TimeSpan.FromMinutes(4), Timeout.InfiniteTimeSpan);

        clock.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal([("early", TimeSpan.FromMinutes(1)), ("late", TimeSpan.FromMinutes(2))], fired);
        Assert.Equal(Start.AddMinutes(3), clock.GetUtcNow());

        ITimer After(string name, TimeSpan due, TimeSpan period) =>
            clock.CreateTimer(_ => fired.Add((name, clock.GetUtcNow() - Start)), null, due, period);
    }

    [Fact]
    public void A_repeating_timer_fires_as_often_as_its_period_passes()
    {
        var clock = new VirtualClock(Start);
        var count = 0;
        var second = TimeSpan.FromSeconds(1);
        using var timer = clock.CreateTimer(_ => count++, null, second, second);

        clock.Advance(TimeSpan.FromSeconds(3.5));

        Assert.Equal(3, count);
    }
}
