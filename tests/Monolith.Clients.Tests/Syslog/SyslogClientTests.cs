namespace Monolith.Clients.Tests.Syslog;

public sealed class SyslogClientTests(ClientsHost host)
{
    private string Tcp => host.Process.Listener("syslog TCP").ToString();

    [Fact]
    public async Task Every_record_of_winston_syslog_is_found_once()
    {
        await host.RunScriptAsync("winston-syslog.mjs", "winston-syslog", ("SYSLOG_TCP", Tcp));

        var records = await host.FindCorpusAsync("winston-syslog");

        Assert.All(records, r => Assert.Equal("web-1", r.GetProperty("resource").GetProperty("host.name").GetString()));
    }

    [Fact]
    public async Task Every_record_of_pythons_handler_is_found_once()
    {
        await ChildProgram.RunAsync(
            ChildProgram.Find("python3"),
            [Path.Combine(Repository.Root, "tests/Monolith.Clients.Tests/python/syslog_handler.py")],
            ("SERVICE", "python-syslog"),
            ("CORPUS", host.CorpusPath),
            ("SYSLOG_TCP", Tcp)
        );

        await host.FindCorpusAsync("python-syslog");
    }

    [Theory]
    [InlineData("logger-5424", "syslog TCP", "--tcp", "--rfc5424", "--octet-count")]
    [InlineData("logger-lines", "syslog TCP", "--tcp", "--rfc5424")]
    [InlineData("logger-3164", "syslog TCP", "--tcp", "--rfc3164")]
    [InlineData("logger-udp", "syslog UDP", "--udp", "--rfc5424")]
    public async Task What_logger_says_is_found(string service, string listener, params string[] options)
    {
        var logger = ChildProgram.Find("logger");
        var port = host.Process.Listener(listener).Port;
        string[] target =
        [
            "--server",
            "127.0.0.1",
            "--port",
            $"{port}",
            "--size",
            "128KiB",
            "--tag",
            service,
            "--id=42",
        ];

        await ChildProgram.RunAsync(logger, [.. target, .. options, "--priority", "local3.err", "0 größer\n\tat a"]);
        await ChildProgram.RunAsync(
            logger,
            [.. target, .. options, "--priority", "local3.debug", $"1 {new string('x', 60_000)}"]
        );

        var records = (await host.FindAllAsync(service, count: 2))
            .OrderBy(r => r.GetProperty("body").GetString())
            .ToList();
        Assert.Equal(
            ["0 größer\n\tat a", $"1 {new string('x', 60_000)}"],
            records.Select(r => r.GetProperty("body").GetString())
        );
        Assert.Equal([17, 5], records.Select(r => r.GetProperty("severity_number").GetInt32()));
        Assert.All(
            records,
            r => Assert.Equal("local3", r.GetProperty("attributes").GetProperty("syslog.facility").GetString())
        );
    }
}
