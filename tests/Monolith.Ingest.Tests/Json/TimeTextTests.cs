using System.Globalization;
using System.Text;
using Monolith.Ingest.Json;
using Monolith.Platform.Json;
using Monolith.Platform.Signals;

namespace Monolith.Ingest.Tests.Json;

public sealed class TimeTextTests
{
    [Theory]
    [InlineData("2026-03-04T05:06:07Z", "2026-03-04T05:06:07.0000000Z")]
    [InlineData("2026-03-04t05:06:07.5z", "2026-03-04T05:06:07.5000000Z")]
    [InlineData("2026-03-04T05:06:07.1234567+02:00", "2026-03-04T03:06:07.1234567Z")]
    [InlineData("2026-03-04T05:06:07-0330", "2026-03-04T08:36:07.0000000Z")]
    [InlineData("2026-03-04T05:06:07+02", "2026-03-04T03:06:07.0000000Z")]
    [InlineData("2026-03-04 05:06:07", "2026-03-04T05:06:07.0000000Z")]
    [InlineData("2026-03-04 05:06:07,123", "2026-03-04T05:06:07.1230000Z")]
    [InlineData("2026-03-04 05:06:07 UTC", "2026-03-04T05:06:07.0000000Z")]
    [InlineData("2026-03-04 05:06:07.25 +0100", "2026-03-04T04:06:07.2500000Z")]
    [InlineData("2024-02-29T23:59:60Z", "2024-03-01T00:00:00.0000000Z")]
    [InlineData("1772600767", "2026-03-04T05:06:07.0000000Z")]
    [InlineData("1772600767.25", "2026-03-04T05:06:07.2500000Z")]
    [InlineData("1772600767250", "2026-03-04T05:06:07.2500000Z")]
    [InlineData("1772600767250.5", "2026-03-04T05:06:07.2505000Z")]
    [InlineData("1772600767250500", "2026-03-04T05:06:07.2505000Z")]
    [InlineData("1772600767250500100", "2026-03-04T05:06:07.2505001Z")]
    [InlineData("1.772600767e9", "2026-03-04T05:06:07.0000000Z")]
    public void The_times_that_loggers_write_are_read(string text, string expected)
    {
        Assert.True(TimeText.TryRead(Encoding.UTF8.GetBytes(text), out var time));

        var utc = DateTimeOffset.UnixEpoch.AddTicks(time / TimeSpan.NanosecondsPerTick).UtcDateTime;
        Assert.Equal(expected, utc.ToString("O", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Nine_digits_of_a_second_are_kept_and_more_are_below_a_nanosecond()
    {
        Assert.True(TimeText.TryRead("2026-03-04T05:06:07.12345678999Z"u8, out var time));

        Assert.Equal(1_772_600_767_123_456_789, time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("12ms")]
    [InlineData("true")]
    [InlineData("NaN")]
    [InlineData("2026-03-04")]
    [InlineData("2026-13-04T05:06:07Z")]
    [InlineData("2026-02-29T05:06:07Z")]
    [InlineData("2026-03-00T05:06:07Z")]
    [InlineData("2026-03-04T24:06:07Z")]
    [InlineData("2026-03-04T05:60:07Z")]
    [InlineData("2026-03-04T05:06:61Z")]
    [InlineData("2026-03-04T05:06:07.Z")]
    [InlineData("2026-03-04T05:06:07X")]
    [InlineData("2026-03-04T05:06:07+2")]
    [InlineData("2026-03-04T05:06:07+02:0")]
    [InlineData("2026-03-04X05:06:07Z")]
    [InlineData("0000-03-04T05:06:07Z")]
    public void What_is_no_time_is_refused(string text) =>
        Assert.False(TimeText.TryRead(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("1969-12-31T23:59:59Z", 1)]
    [InlineData("1970-01-01T00:00:00Z", 1)]
    [InlineData("0", 1)]
    [InlineData("-5", 1)]
    [InlineData("2300-01-01T00:00:00Z", long.MaxValue)]
    public void A_time_that_nanoseconds_cannot_hold_is_moved_to_the_nearest_that_they_can(string text, long expected)
    {
        Assert.True(TimeText.TryRead(Encoding.UTF8.GetBytes(text), out var time));

        Assert.Equal(expected, time);
    }

    [Fact]
    public void Dates_agree_with_the_frameworks()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var expected = DateTimeOffset.UnixEpoch.AddSeconds(random.NextInt64(1, 9_000_000_000));

            Assert.True(
                TimeText.TryRead(
                    Encoding.UTF8.GetBytes(expected.ToString("O", CultureInfo.InvariantCulture)),
                    out var time
                )
            );

            Assert.Equal(expected.ToUnixTimeSeconds(), time / 1_000_000_000);
        }
    }

    [Theory]
    [InlineData("level", "10", 1)]
    [InlineData("level", "\"30\"", 9)]
    [InlineData("level", "35", 9)]
    [InlineData("level", "60", 21)]
    [InlineData("severity", "0", 21)]
    [InlineData("severity", "3", 17)]
    [InlineData("severity", "5", 10)]
    [InlineData("severity", "7", 5)]
    [InlineData("severity", "17", 17)]
    [InlineData("severity_number", "7", 7)]
    [InlineData("severity_number", "24", 24)]
    [InlineData("@l", "\"Fatal\"", 21)]
    [InlineData("log_level", "\"WARN\"", 13)]
    [InlineData("level", "\"loud\"", 0)]
    public void Severities_are_read_by_name_and_by_every_usual_scale(string name, string value, int expected)
    {
        var record = TestPipeline.DecodeOne($$"""{"{{name}}":{{value}}}""");

        Assert.Equal(expected, record.Severity);
        Assert.True(record.SeverityText.Length > 0);
    }

    [Theory]
    [InlineData("level", "-1")]
    [InlineData("level", "1000")]
    [InlineData("severity_number", "25")]
    public void A_number_of_no_scale_stays_an_attribute(string name, string value)
    {
        var record = TestPipeline.DecodeOne($$"""{"{{name}}":{{value}}}""");

        Assert.Equal((int)SeverityNumber.Unspecified, record.Severity);
        Assert.Equal(value, record[name]);
    }
}
