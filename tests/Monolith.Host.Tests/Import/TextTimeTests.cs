using Monolith.Host.Import;

namespace Monolith.Host.Tests.Import;

public sealed class TextTimeTests
{
    private static readonly DateTimeOffset Written = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Theory]
    [InlineData("2016-09-28 04:30:30, Info  CBS  Loaded", "2016-09-28T04:30:30.0000000Z", "Info  CBS  Loaded")]
    [InlineData("2026-03-04T05:06:07.123456Z it works", "2026-03-04T05:06:07.1234560Z", "it works")]
    [InlineData("2026-03-04T05:06:07+02:00 it works", "2026-03-04T03:06:07.0000000Z", "it works")]
    [InlineData("[2026-03-04 05:06:07,250] it works", "2026-03-04T05:06:07.2500000Z", "it works")]
    [InlineData("17/06/09 20:10:40 INFO executor: go", "2017-06-09T20:10:40.0000000Z", "INFO executor: go")]
    [InlineData("081109 203615 148 INFO dfs: go", "2008-11-09T20:36:15.0000000Z", "148 INFO dfs: go")]
    [InlineData("20171223-22:15:29:606|Step_LSC|x", "2017-12-23T22:15:29.6060000Z", "Step_LSC|x")]
    [InlineData("20171224-1:2:0:935|Step_LSC|x", "2017-12-24T01:02:00.9350000Z", "Step_LSC|x")]
    [InlineData("[Sun Dec 04 04:47:44 2005] [notice] ok", "2005-12-04T04:47:44.0000000Z", "[notice] ok")]
    [InlineData("Feb  9 15:16:01 combo sshd[1]: hi", "2026-02-09T15:16:01.0000000Z", "combo sshd[1]: hi")]
    [InlineData("<34>Feb 28 15:16:01 combo su: hi", "2026-02-28T15:16:01.0000000Z", "combo su: hi")]
    [InlineData("[02.28 16:49:06] chrome.exe - open", "2026-02-28T16:49:06.0000000Z", "chrome.exe - open")]
    [InlineData("1286536309.586 921 192.0.2.68 TCP_MISS", "2010-10-08T11:11:49.5860000Z", "921 192.0.2.68 TCP_MISS")]
    public void The_time_at_the_start_of_a_line_is_read_and_taken_out_of_the_text(string line, string time, string rest)
    {
        Assert.True(Times().TryRead(line, out var read, out var length));

        Assert.Equal(time, read.UtcDateTime.ToString("O"));
        Assert.Equal(rest, line[length..]);
    }

    [Theory]
    [InlineData("- 1117838570 2005.06.03 R02-M1 RAS KERNEL INFO x", "2005-06-03T22:42:50.0000000Z")]
    [InlineData("nova-api.log.1 2017-05-16 00:00:00.008 25746 INFO x", "2017-05-16T00:00:00.0080000Z")]
    [InlineData("""192.0.2.1 - anna [10/Oct/2025:13:55:36 -0700] "GET /" 200""", "2025-10-10T20:55:36.0000000Z")]
    [InlineData("<165>1 2026-03-04T05:06:07.003Z host app - - hi", "2026-03-04T05:06:07.0030000Z")]
    public void A_time_further_inside_is_read_and_the_text_stays_whole(string line, string time)
    {
        Assert.True(Times().TryRead(line, out var read, out var length));

        Assert.Equal(time, read.UtcDateTime.ToString("O"));
        Assert.Equal(0, length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing to see here")]
    [InlineData("2026-13-04 05:06:07 no such month")]
    [InlineData("2026-02-30 05:06:07 no such day")]
    [InlineData("Feb 31 05:06:07 no such day")]
    [InlineData("Foo 11 05:06:07 no such month")]
    [InlineData("99:99:99")]
    [InlineData("4711 records were read")]
    public void A_line_without_a_time_has_none(string line)
    {
        Assert.False(Times().TryRead(line, out _, out var length));
        Assert.Equal(0, length);
    }

    [Fact]
    public void A_time_without_a_year_is_of_the_latest_year_that_is_not_after_the_file()
    {
        Assert.True(Times().TryRead("Dec 31 23:59:59 combo init: bye", out var december, out _));
        Assert.True(Times().TryRead("Jan  1 00:00:01 combo init: hello", out var january, out _));

        Assert.Equal((2025, 2026), (december.Year, january.Year));
    }

    [Fact]
    public void A_year_that_the_operator_names_counts()
    {
        var times = new TextTime(TimeZoneInfo.Utc, 2005, Written);

        Assert.True(times.TryRead("Jun 14 15:16:01 combo init: hello", out var time, out _));

        Assert.Equal(2005, time.Year);
    }

    [Fact]
    public void A_time_without_a_zone_is_of_the_zone_that_the_operator_names()
    {
        var times = new TextTime(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), null, Written);

        Assert.True(times.TryRead("2026-07-01 12:00:00 summer", out var summer, out _));
        Assert.True(times.TryRead("2026-01-01 12:00:00Z winter", out var winter, out _));

        Assert.Equal((10, 12), (summer.Hour, winter.Hour));
    }

    private static TextTime Times() => new(TimeZoneInfo.Utc, null, Written);
}
