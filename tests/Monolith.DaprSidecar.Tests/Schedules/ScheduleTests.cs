using Monolith.DaprSidecar.Schedules;

namespace Monolith.DaprSidecar.Tests.Schedules;

public sealed class ScheduleTests
{
    [Theory]
    [InlineData("@every 1m30s", "2026-03-04T05:07:37Z")]
    [InlineData("@hourly", "2026-03-04T06:00:00Z")]
    [InlineData("@daily", "2026-03-05T00:00:00Z")]
    [InlineData("@weekly", "2026-03-08T00:00:00Z")]
    [InlineData("@monthly", "2026-04-01T00:00:00Z")]
    [InlineData("*/5 * * * *", "2026-03-04T05:10:00Z")]
    [InlineData("*/15 * * * * *", "2026-03-04T05:06:15Z")]
    [InlineData("0 30 3 * * mon-fri", "2026-03-05T03:30:00Z")]
    [InlineData("0 0 0 29 feb *", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 12 1 * 6", "2026-03-07T12:00:00Z")]
    [InlineData("10,40 6 5 * * *", "2026-03-04T05:06:10Z")]
    public void The_next_moment_is_found(string text, string expected)
    {
        Assert.True(Schedule.TryParse(text, out var schedule));

        Assert.Equal(DateTimeOffset.Parse(expected), schedule.Next(ManualTime.Start));
    }

    [Fact]
    public void A_day_that_never_comes_has_no_next_moment()
    {
        Assert.True(Schedule.TryParse("0 0 0 30 2 *", out var schedule));

        Assert.Null(schedule.Next(ManualTime.Start));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@every x")]
    [InlineData("* * *")]
    [InlineData("60 * * * * *")]
    [InlineData("* * * * 13 *")]
    [InlineData("*/0 * * * *")]
    public void What_is_no_schedule_is_refused(string text) => Assert.False(Schedule.TryParse(text, out _));
}
