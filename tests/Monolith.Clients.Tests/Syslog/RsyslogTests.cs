using System.Text.Json;
using System.Text.RegularExpressions;

namespace Monolith.Clients.Tests.Syslog;

public sealed partial class RsyslogTests(ClientsHost host)
{
    [Theory]
    [InlineData("rsyslog-5424", "RSYSLOG_SyslogProtocol23Format")]
    [InlineData("rsyslog-3164", "RSYSLOG_ForwardFormat")]
    [InlineData("rsyslog-old", "RSYSLOG_TraditionalForwardFormat")]
    public async Task Every_record_by_tcp_is_found_once(string service, string template)
    {
        await SendAsync(
            service,
            Forward("syslog TCP", $"protocol=\"tcp\" TCP_Framing=\"octet-counted\" template=\"{template}\"")
        );

        await FindAsync(service);
    }

    [Fact]
    public async Task Every_record_by_tcp_in_lines_is_found_once()
    {
        await SendAsync(
            "rsyslog-lines",
            Forward("syslog TCP", "protocol=\"tcp\" template=\"RSYSLOG_SyslogProtocol23Format\"")
        );

        await FindAsync("rsyslog-lines");
    }

    [Fact]
    public async Task Every_record_by_tls_is_found_once()
    {
        Assert.SkipUnless(
            Directory
                .GetDirectories("/usr/lib", "*-linux-gnu")
                .Any(f => File.Exists(Path.Combine(f, "rsyslog/lmnsd_gtls.so"))),
            "rsyslog-gnutls is not installed (eng/install-clients.sh installs it)."
        );
        await SendAsync(
            "rsyslog-tls",
            Forward(
                "syslog TLS",
                $"""
                protocol="tcp" TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format"
                StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/name"
                StreamDriverPermittedPeers="localhost" StreamDriver.CAFile="{host.CertificatePath}"
                """
            )
        );

        await FindAsync("rsyslog-tls");
    }

    [Fact]
    public async Task Every_record_by_udp_is_found_once()
    {
        const string Service = "rsyslog-udp";
        await using (
            var rsyslog = await Rsyslog.StartAsync(
                Forward("syslog UDP", "protocol=\"udp\" template=\"RSYSLOG_SyslogProtocol23Format\"")
            )
        )
        {
            // No more at once than the smallest receive buffer holds: what comes faster, UDP may lose.
            var taken = await CountAsync();
            foreach (var group in Corpus.Items.Chunk(50))
            {
                foreach (var item in group)
                {
                    await rsyslog.LogAsync(Service, item);
                }

                taken += group.Length;
                await Eventually.HoldsAsync(async () => await CountAsync() >= taken, $"{taken} messages are taken");
            }
        }

        await FindAsync(Service);
    }

    private async Task SendAsync(string service, string action)
    {
        await using var rsyslog = await Rsyslog.StartAsync(action);
        foreach (var item in Corpus.Items)
        {
            await rsyslog.LogAsync(service, item);
        }

        // rsyslog must not be ended before it has forwarded everything.
        await host.FindAllAsync(service);
    }

    private async Task FindAsync(string service)
    {
        var records = await host.FindCorpusAsync(service);

        Assert.All(records, r => Assert.Equal("42", Attribute(r, "process.pid")));
        Assert.All(records, r => Assert.Equal("local0", Attribute(r, "syslog.facility")));
        Assert.All(records, r => Assert.Equal("127.0.0.1", Attribute(r, "network.peer.address")));
    }

    private string Forward(string listener, string parameters) =>
        $"""
            *.* action(type="omfwd" target="127.0.0.1" port="{host.Process.Listener(listener).Port}" {parameters})
            """;

    private async Task<long> CountAsync()
    {
        var metrics = await host.Process.Http.GetStringAsync("/metrics");
        return UdpMessages().Match(metrics) is { Success: true } match ? long.Parse(match.Groups["count"].Value) : 0;
    }

    private static string? Attribute(JsonElement record, string name) =>
        record.GetProperty("attributes").GetProperty(name).GetString();

    [GeneratedRegex(
        """^monolith_ingest_socket_messages_total\{[^}]*monolith_port="syslog UDP"[^}]*\} (?<count>\d+)""",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex UdpMessages();
}
