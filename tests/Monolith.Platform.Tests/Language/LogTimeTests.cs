using FsCheck;
using FsCheck.Fluent;
using Monolith.Platform.Language;

namespace Monolith.Platform.Tests.Language;

public sealed class LogTimeTests
{
    private static readonly DateTimeOffset Now = ManualTime.Start; // 2026-03-04T05:06:07Z

    [Theory]
    [InlineData("now", "2026-03-04T05:06:07.000000000Z")]
    [InlineData("now-15m", "2026-03-04T04:51:07.000000000Z")]
    [InlineData("now-1h30m", "2026-03-04T03:36:07.000000000Z")]
    [InlineData("now-7d", "2026-02-25T05:06:07.000000000Z")]
    [InlineData("now-2w", "2026-02-18T05:06:07.000000000Z")]
    [InlineData("now-250ms", "2026-03-04T05:06:06.750000000Z")]
    [InlineData("now+90s", "2026-03-04T05:07:37.000000000Z")]
    [InlineData("now 90s", "2026-03-04T05:07:37.000000000Z")] // a plus sign that was not escaped
    [InlineData("2026-03-04T05:06:07Z", "2026-03-04T05:06:07.000000000Z")]
    [InlineData("2026-03-04t05:06:07z", "2026-03-04T05:06:07.000000000Z")]
    [InlineData("2026-03-04T05:06:07.1Z", "2026-03-04T05:06:07.100000000Z")]
    [InlineData("2026-03-04T05:06:07.123456789Z", "2026-03-04T05:06:07.123456789Z")]
    [InlineData("2026-03-04T07:06:07+02:00", "2026-03-04T05:06:07.000000000Z")]
    [InlineData("2026-03-04T07:06:07 02:00", "2026-03-04T05:06:07.000000000Z")]
    [InlineData("2026-03-03T23:36:07-05:30", "2026-03-04T05:06:07.000000000Z")]
    [InlineData("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000000Z")]
    [InlineData("2099-12-31T23:59:59Z", "2099-12-31T23:59:59.000000000Z")]
    public void A_time_is_read(string text, string expected)
    {
        Assert.True(LogTime.TryParse(text, out var time));

        Assert.Equal(expected, UnixNano.ToText(time.Resolve(Now)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("now-")]
    [InlineData("now-m")]
    [InlineData("now-15")]
    [InlineData("now-15y")]
    [InlineData("now15m")]
    [InlineData("now--1m")]
    [InlineData("now-1h-30m")]
    [InlineData("now-9999999999d")]
    [InlineData("now-999999999w")]
    [InlineData("NOW")]
    [InlineData("2026-03-04")]
    [InlineData("2026-03-04T05:06:07")]
    [InlineData("2026-03-04 05:06:07Z")]
    [InlineData("2026-13-04T05:06:07Z")]
    [InlineData("2026-03-04T25:06:07Z")]
    [InlineData("2026-03-04T05:06:07.Z")]
    [InlineData("2026-03-04T05:06:07.1234567890Z")]
    [InlineData("2026-03-04T05:06:07+0200")]
    [InlineData("2026-03-04T05:06:07+25:00")]
    [InlineData("2026-03-04T05:06:07ZZ")]
    [InlineData("1969-12-31T23:59:59Z")]
    [InlineData("2100-01-01T00:00:00Z")]
    public void What_is_no_time_is_refused(string text) => Assert.False(LogTime.TryParse(text, out _));

    [Fact]
    public void A_far_offset_ends_at_the_first_and_last_time_that_a_record_can_have()
    {
        Assert.True(LogTime.TryParse("now-60000d", out var past));
        Assert.True(LogTime.TryParse("now+60000d", out var future));

        Assert.Equal(TimeRange.Everything.FromUnixNano, past.Resolve(Now));
        Assert.Equal(TimeRange.Everything.ToUnixNano, future.Resolve(Now));
    }

    [Fact]
    public void Any_text_at_all_is_a_time_or_is_none()
    {
        var texts = ArbMap.Default.ArbFor<string>().Filter(text => text is not null);
        Prop.ForAll(
                texts,
                text =>
                {
                    _ = LogTime.TryParse(text, out _);
                    _ = LogTime.TryParse($"now{text}", out _);
                    _ = LogTime.TryParse($"2026-03-04T05:06:07{text}", out _);
                }
            )
            .QuickCheckThrowOnFailure();
    }
}
