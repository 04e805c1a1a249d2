using System.Text;
using Monolith.Ingest.Syslog;
using Monolith.Platform.Syslog;

namespace Monolith.Ingest.Tests.Syslog;

/// <summary>The forms in which programs write syslog. Each message is as its program sends it.</summary>
public sealed class SyslogMessageTests
{
    private static readonly DateTimeOffset Received = new(2026, 3, 4, 5, 6, 9, TimeSpan.Zero);

    private const string At = "2026-03-04T05:06:07.0000000";

    [Theory]
    [InlineData( // the examples of RFC 5424
        "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \uFEFF'su root' failed for lonvick on /dev/pts/8",
        34,
        "2003-10-11T22:14:15.0030000",
        "mymachine.example.com",
        "su",
        "",
        "ID47",
        "",
        "'su root' failed for lonvick on /dev/pts/8"
    )]
    [InlineData(
        "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.",
        165,
        "2003-08-24T12:14:15.0000030",
        "192.0.2.1",
        "myproc",
        "8710",
        "",
        "",
        "%% It's time to make the do-nuts."
    )]
    [InlineData(
        "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut=\"3\" eventSource=\"Application\"][examplePriority@32473 class=\"high\"]",
        165,
        "2003-10-11T22:14:15.0030000",
        "mymachine.example.com",
        "evntslog",
        "",
        "ID47",
        "[exampleSDID@32473 iut=\"3\" eventSource=\"Application\"][examplePriority@32473 class=\"high\"]",
        ""
    )]
    [InlineData("<13>1 - - - - - -", 13, "", "", "", "", "", "", "")]
    [InlineData("<13>1 - - - - - - text", 13, "", "", "", "", "", "", "text")]
    [InlineData("<13>1 - - - - - [broken text", 13, "", "", "", "", "", "", "[broken text")]
    [InlineData("<0>1 2026-03-04T05:06:07Z h a", 0, At, "h", "a", "", "", "", "")]
    [InlineData("<13>1 2026-03-04T05:06:07Z h a 42 - -  from rsyslog", 13, At, "h", "a", "42", "", "", "from rsyslog")]
    public void Messages_of_rfc_5424_are_read(
        string message,
        int priority,
        string time,
        string host,
        string app,
        string process,
        string id,
        string data,
        string text
    ) => AssertReads(message, priority, time, host, app, process, id, data, text);

    [Theory]
    [InlineData(
        "<34>Mar  4 05:06:07 mymachine su: 'su root' failed",
        34,
        At,
        "mymachine",
        "su",
        "",
        "'su root' failed"
    )]
    [InlineData(
        "<38>Mar  4 05:06:07 web-1 sshd[4721]: Accepted publickey",
        38,
        At,
        "web-1",
        "sshd",
        "4721",
        "Accepted publickey"
    )]
    [InlineData("<38>Mar 04 05:06:07 web-1 sshd[4721] Accepted", 38, At, "web-1", "sshd", "4721", "Accepted")]
    [InlineData(
        "<13>Mar  4 05:06:07 root: from BusyBox, without a host",
        13,
        At,
        "",
        "root",
        "",
        "from BusyBox, without a host"
    )]
    [InlineData("<30>Mar  4 05:06:07 crond[88]: to /dev/log", 30, At, "", "crond", "88", "to /dev/log")]
    [InlineData(
        "<13>2026-03-04T06:06:07.000000+01:00 web-1 app[1]: rsyslog forwards so",
        13,
        At,
        "web-1",
        "app",
        "1",
        "rsyslog forwards so"
    )]
    [InlineData(
        "<30>2026-03-04T05:06:07Z docker-1 3f4c[99]: Docker's driver",
        30,
        At,
        "docker-1",
        "3f4c",
        "99",
        "Docker's driver"
    )]
    [InlineData("<13>2026-03-04 05:06:07 web-1 app: with a space", 13, At, "web-1", "app", "", "with a space")]
    [InlineData("<13>Mar  4 2026 05:06:07 web-1 app: year before", 13, At, "web-1", "app", "", "year before")]
    [InlineData("<13>Mar  4 05:06:07 2026 web-1 app: year after", 13, At, "web-1", "app", "", "year after")]
    [InlineData(
        "<13>Mar  4 05:06:07.250 web-1 app: fraction",
        13,
        "2026-03-04T05:06:07.2500000",
        "web-1",
        "app",
        "",
        "fraction"
    )]
    [InlineData(
        "<13>Mar  4 05:06:60 web-1 app: leap second",
        13,
        "2026-03-04T05:07:00.0000000",
        "web-1",
        "app",
        "",
        "leap second"
    )]
    [InlineData(
        "<13>Mar  4 05:06:07 web-1 last message repeated 3 times",
        13,
        At,
        "web-1",
        "",
        "",
        "last message repeated 3 times"
    )]
    [InlineData(
        "<13>Mar  4 05:06:07 web-1 GET http://x/ took 3 ms",
        13,
        At,
        "web-1",
        "",
        "",
        "GET http://x/ took 3 ms"
    )]
    [InlineData(
        "<6>Mar  4 05:06:07 web-1 kernel: [  12.5] eth0: up",
        6,
        At,
        "web-1",
        "kernel",
        "",
        "[  12.5] eth0: up"
    )]
    [InlineData("<13>Mar  4 05:06:07 fe80::1 app: address", 13, At, "fe80::1", "app", "", "address")]
    [InlineData("<13>MAR  4 05:06:07 h a: capitals", 13, At, "h", "a", "", "capitals")]
    [InlineData("Mar  4 05:06:07 web-1 app[7]: no priority", -1, At, "web-1", "app", "7", "no priority")]
    [InlineData("<14>worker[12]: Python without a time", 14, "", "", "worker", "12", "Python without a time")]
    public void Messages_of_rfc_3164_are_read(
        string message,
        int priority,
        string time,
        string host,
        string app,
        string process,
        string text
    ) => AssertReads(message, priority, time, host, app, process, "", "", text);

    [Theory]
    [InlineData(
        "<189>29: *Mar  4 05:06:07.123: %LINK-3-UPDOWN: Interface Gi0/1, changed",
        "2026-03-04T05:06:07.1230000",
        "",
        "LINK-3-UPDOWN",
        "%LINK-3-UPDOWN: Interface Gi0/1, changed"
    )]
    [InlineData(
        "<189>29: router1: .Mar  4 05:06:07 UTC: %SYS-5-CONFIG_I: Configured",
        At,
        "router1",
        "SYS-5-CONFIG_I",
        "%SYS-5-CONFIG_I: Configured"
    )]
    [InlineData("<189>Mar 04 2026 05:06:07: %ASA-5-111008: User", At, "", "ASA-5-111008", "%ASA-5-111008: User")]
    [InlineData(
        "<189>Mar 04 2026 05:06:07 asa1 : %ASA-5-111008: User",
        At,
        "asa1",
        "ASA-5-111008",
        "%ASA-5-111008: User"
    )]
    [InlineData("<189>2026-03-04T05:06:07Z: %ASA-5-111008: User", At, "", "ASA-5-111008", "%ASA-5-111008: User")]
    [InlineData("<189>%ASA-5-111008: no time", "", "", "ASA-5-111008", "%ASA-5-111008: no time")]
    public void Messages_of_cisco_devices_are_read(string message, string time, string host, string id, string text) =>
        AssertReads(message, 189, time, host, "", "", id, "", text);

    [Theory]
    [InlineData("no syslog at all", -1, "no syslog at all")]
    [InlineData("{\"level\":\"info\"}", -1, "{\"level\":\"info\"}")]
    [InlineData("<13>Error: nothing but text", 13, "Error: nothing but text")]
    [InlineData("<13>", 13, "")]
    [InlineData("<999>text", -1, "<999>text")]
    [InlineData("<1a>text", -1, "<1a>text")]
    [InlineData("<13>1 yesterday host app - - - text", 13, "1 yesterday host app - - - text")]
    [InlineData("<13>Feb 30 05:06:07 web-1 app: no such day", 13, "Feb 30 05:06:07 web-1 app: no such day")]
    [InlineData("<13>Mar  4 25:06:07 web-1 app: no such hour", 13, "Mar  4 25:06:07 web-1 app: no such hour")]
    [InlineData("app[7]: without a priority", -1, "app[7]: without a priority")]
    [InlineData("ends with its frame\r\n", -1, "ends with its frame")]
    public void What_has_no_known_form_is_text_as_a_whole(string message, int priority, string text) =>
        AssertReads(message, priority, "", "", "", "", "", "", text);

    [Theory]
    [InlineData("2026-01-01T00:00:10Z", "UTC", "Dec 31 23:59:58", "2025-12-31T23:59:58")]
    [InlineData("2025-12-31T23:59:58Z", "UTC", "Jan  1 00:00:10", "2026-01-01T00:00:10")]
    [InlineData("2026-03-04T05:06:09Z", "UTC", "Mar  4 05:06:07", "2026-03-04T05:06:07")]
    [InlineData("2026-03-04T05:06:09Z", "UTC", "Sep  4 05:06:07", "2025-09-04T05:06:07")]
    [InlineData("2026-03-04T05:06:09Z", "Europe/Berlin", "Mar  4 06:06:07", "2026-03-04T05:06:07")]
    [InlineData("2026-07-04T05:06:09Z", "Europe/Berlin", "Jul  4 07:06:07", "2026-07-04T05:06:07")]
    [InlineData("2025-12-31T23:30:00Z", "Europe/Berlin", "Jan  1 00:29:59", "2025-12-31T23:29:59")]
    [InlineData("2025-02-28T23:59:59Z", "UTC", "Feb 29 00:00:00", "2024-02-29T00:00:00")]
    public void A_time_without_year_and_zone_gets_them_from_the_clock_and_the_setting(
        string received,
        string zone,
        string written,
        string expected
    )
    {
        var clock = new SyslogClock(DateTimeOffset.Parse(received), TimeZoneInfo.FindSystemTimeZoneById(zone));

        var message = SyslogMessage.Read(Encoding.UTF8.GetBytes($"<13>{written} h a: m"), clock);

        Assert.Equal(expected, Text(message.TimeUnixNano)[..19]);
    }

    private static void AssertReads(
        string message,
        int priority,
        string time,
        string host,
        string app,
        string process,
        string id,
        string data,
        string text
    )
    {
        var read = SyslogMessage.Read(Encoding.UTF8.GetBytes(message), new SyslogClock(Received, TimeZoneInfo.Utc));

        Assert.Equal(priority, read.Priority);
        Assert.Equal(time, Text(read.TimeUnixNano));
        Assert.Equal(host, Text(read.Host));
        Assert.Equal(app, Text(read.App));
        Assert.Equal(process, Text(read.ProcessId));
        Assert.Equal(id, Text(read.MessageId));
        Assert.Equal(data, Text(read.StructuredData));
        Assert.Equal(text, Text(read.Text));
    }

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);

    private static string Text(long unixNano) =>
        unixNano == 0
            ? ""
            : DateTime
                .UnixEpoch.AddTicks(unixNano / TimeSpan.NanosecondsPerTick)
                .ToString("yyyy-MM-ddTHH:mm:ss.fffffff");
}
