using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Monolith.Ingest.Tests.Sockets;

namespace Monolith.Ingest.Tests.Syslog;

public sealed class SyslogPortTests
{
    [Fact]
    public async Task Lengths_and_line_feeds_are_told_apart_on_one_connection()
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:Syslog:Tcp:Address=127.0.0.1:0");

        await SocketClient.SendAsync(host.Listener("syslog TCP"), "7 <13>a\nb5 <13>c<14>d\n\tat e\n<13>f\0<13>g");

        await Eventually.HoldsAsync(() => host.Stored.Records.Count == 5, "all messages are stored");
        Assert.Equal(["a\nb", "c", "d\n\tat e", "f", "g"], host.Stored.Records.Select(r => r.Body));
        Assert.All(host.Stored.Records, r => Assert.Equal("syslog", r.Source));
    }

    [Fact]
    public async Task A_last_line_is_stored_without_waiting_for_the_next_message()
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:Syslog:Tcp:Address=127.0.0.1:0");
        using var client = await SocketClient.ConnectAsync(host.Listener("syslog TCP"));

        await client.WriteAsync("<13>a\n\tat b\n");

        await Eventually.HoldsAsync(() => host.Stored.Records.Count == 1, "the message is stored");
        Assert.Equal("a\n\tat b", host.Stored.Records.Single().Body);
    }

    [Fact]
    public async Task Lines_are_messages_where_it_is_set_so()
    {
        await using var host = await IngestHost.StartAsync(
            "Modules:Ingest:Syslog:Tcp:Address=127.0.0.1:0",
            "Modules:Ingest:Syslog:MultiLine=false"
        );

        await SocketClient.SendAsync(host.Listener("syslog TCP"), "<13>a\n\tat b\n");

        await Eventually.HoldsAsync(() => host.Stored.Records.Count == 2, "both messages are stored");
    }

    [Fact]
    public async Task Times_without_a_zone_are_of_the_zone_that_is_set()
    {
        await using var host = await IngestHost.StartAsync(
            "Modules:Ingest:Syslog:Tcp:Address=127.0.0.1:0",
            "Modules:Ingest:Syslog:TimeZone=Europe/Berlin"
        );

        await SocketClient.SendAsync(host.Listener("syslog TCP"), "<13>Mar  4 06:06:05 h a: m\n");

        await Eventually.HoldsAsync(() => host.Stored.Records.Count == 1, "the message is stored");
        Assert.Equal(IngestHost.Now.AddSeconds(-2), host.Stored.Records.Single().Time);
    }

    [Fact]
    public async Task Messages_come_by_tls()
    {
        using var folder = new TemporaryFolder();
        using var certificate = MakeCertificate("CN=localhost");
        await using var host = await IngestHost.StartAsync(TlsSettings(folder, certificate));

        await SendByTlsAsync(host, "5 <13>a5 <13>b", clientCertificate: null);

        await Eventually.HoldsAsync(() => host.Stored.Records.Count == 2, "both messages are stored");
    }

    [Fact]
    public async Task Old_versions_of_tls_are_not_spoken()
    {
        using var folder = new TemporaryFolder();
        using var certificate = MakeCertificate("CN=localhost");
        await using var host = await IngestHost.StartAsync(TlsSettings(folder, certificate));

        Assert.Equal(OldTlsClient.Refused, await OldTlsClient.AskAsync(host.Listener("syslog TLS")));
    }

    [Fact]
    public async Task Only_clients_with_a_certificate_of_the_authority_are_heard_where_one_is_set()
    {
        using var folder = new TemporaryFolder();
        using var certificate = MakeCertificate("CN=localhost");
        using var known = MakeCertificate("CN=known");
        using var unknown = MakeCertificate("CN=unknown");
        File.WriteAllText(folder.File("clients.pem"), known.ExportCertificatePem());
        await using var host = await IngestHost.StartAsync([
            .. TlsSettings(folder, certificate),
            $"Modules:Ingest:Syslog:Tls:ClientAuthoritiesFile={folder.File("clients.pem")}",
        ]);

        // Whether a client sees more than the end of its connection depends on who is quicker.
        await Record.ExceptionAsync(() => SendByTlsAsync(host, "5 <13>a", unknown));
        await Record.ExceptionAsync(() => SendByTlsAsync(host, "5 <13>b", clientCertificate: null));
        await SendByTlsAsync(host, "5 <13>c", known);

        await Eventually.HoldsAsync(() => host.Stored.Records.Count > 0, "the message is stored");
        Assert.Equal("c", host.Stored.Records.Single().Body);
    }

    [Fact]
    public async Task Tls_without_a_certificate_and_a_zone_that_is_none_keep_the_host_from_starting()
    {
        await Assert.ThrowsAnyAsync<Exception>(() =>
            IngestHost.StartAsync("Modules:Ingest:Syslog:Tls:Address=127.0.0.1:0")
        );
        await Assert.ThrowsAnyAsync<Exception>(() => IngestHost.StartAsync("Modules:Ingest:Syslog:TimeZone=Nowhere"));
    }

    private static string[] TlsSettings(TemporaryFolder folder, X509Certificate2 certificate)
    {
        File.WriteAllText(folder.File("server.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(folder.File("server.key"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return
        [
            "Modules:Ingest:Syslog:Tls:Address=127.0.0.1:0",
            $"Modules:Ingest:Syslog:Tls:CertificateFile={folder.File("server.pem")}",
            $"Modules:Ingest:Syslog:Tls:KeyFile={folder.File("server.key")}",
        ];
    }

    private static async Task SendByTlsAsync(IngestHost host, string text, X509Certificate2? clientCertificate)
    {
        using var client = await SocketClient.ConnectAsync(host.Listener("syslog TLS"));
        await using var tls = new SslStream(client.Stream, leaveInnerStreamOpen: true, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                ClientCertificates = clientCertificate is null ? null : [clientCertificate],
            }
        );
        await tls.WriteAsync(Encoding.UTF8.GetBytes(text));
        await tls.ShutdownAsync();

        // A certificate that is refused is told of only once something is read.
        Assert.Equal(0, await tls.ReadAsync(new byte[1]));
    }

    private static X509Certificate2 MakeCertificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
