using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Listening;

namespace Monolith.Host.Tests.Serving;

public sealed class TlsTests
{
    [Fact]
    public async Task A_certificate_is_shown_with_those_that_lead_to_its_root_and_renewed_without_a_restart()
    {
        using var folder = new TemporaryFolder();
        using var root = new Authority("the root");
        using var authority = new Authority("the first", root);
        Write(folder, authority);
        await using var server = await StartAsync(folder);
        Assert.Equal(("CN=localhost", 2), await SeenAsync(server, client: null));

        using var next = new Authority("the second");
        Write(folder, next);
        File.SetLastWriteTimeUtc(folder.File("server.pem"), TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1));

        Assert.Contains("the second", await IssuerAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_do_not_belong_together_leave_the_certificate_before_them()
    {
        using var folder = new TemporaryFolder();
        using var authority = new Authority("the first");
        Write(folder, authority);
        await using var server = await StartAsync(folder);

        await File.WriteAllTextAsync(folder.File("server.pem"), "half of a certificate");

        Assert.Contains("the first", await IssuerAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_may_show_a_certificate_of_the_authorities_and_no_other()
    {
        using var folder = new TemporaryFolder();
        using var authority = new Authority("ours");
        using var stranger = new Authority("theirs");
        Write(folder, authority);
        await using var server = await StartAsync(folder, "ClientAuthoritiesFile=clients.pem");
        using var known = authority.Sign("CN=shop");
        using var unknown = stranger.Sign("CN=shop");

        Assert.Equal("CN=shop", await ClientAsync(server, known));
        Assert.Equal("nobody", await ClientAsync(server, null));
        await Assert.ThrowsAnyAsync<Exception>(() => ClientAsync(server, unknown));
    }

    [Fact]
    public async Task Where_certificates_are_demanded_nobody_comes_in_without()
    {
        using var folder = new TemporaryFolder();
        using var authority = new Authority("ours");
        Write(folder, authority);
        await using var server = await StartAsync(
            folder,
            "ClientAuthoritiesFile=clients.pem",
            "DemandsClientCertificate=true"
        );
        using var known = authority.Sign("CN=shop");

        Assert.Equal("CN=shop", await ClientAsync(server, known));
        await Assert.ThrowsAnyAsync<Exception>(() => ClientAsync(server, null));
    }

    [Fact]
    public async Task The_versions_that_are_spoken_are_1_2_and_1_3()
    {
        using var folder = new TemporaryFolder();
        using var authority = new Authority("ours");
        Write(folder, authority);
        await using var server = await StartAsync(folder);

        Assert.Equal(SslProtocols.Tls12, await SpokenAsync(server, SslProtocols.Tls12));
        Assert.Equal(SslProtocols.Tls13, await SpokenAsync(server, SslProtocols.Tls13));
        var port = new Uri(server.Urls.Single()).Port;
        Assert.Equal(OldTlsClient.Refused, await OldTlsClient.AskAsync(new IPEndPoint(IPAddress.Loopback, port)));
    }

    [Fact]
    public async Task Who_comes_by_its_own_TLS_is_told_to_come_by_nothing_else()
    {
        using var folder = new TemporaryFolder();
        using var authority = new Authority("ours");
        Write(folder, authority);
        await using var server = await StartAsync(folder);
        using var http = Client(server, certificate: null, (_, _) => { });
        http.DefaultRequestHeaders.Host = "logs.example.org";

        using var answer = await http.GetAsync("/");

        Assert.Equal(["max-age=31536000; includeSubDomains"], answer.Headers.GetValues("Strict-Transport-Security"));
    }

    private static void Write(TemporaryFolder folder, Authority authority)
    {
        using var certificate = authority.Sign("CN=localhost");
        File.WriteAllText(folder.File("server.key"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(
            folder.File("server.pem"),
            $"{certificate.ExportCertificatePem()}\n{authority.Certificate.ExportCertificatePem()}\n"
        );
        File.WriteAllText(folder.File("clients.pem"), authority.Certificate.ExportCertificatePem());
    }

    private static async Task<WebApplication> StartAsync(TemporaryFolder folder, params string[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration().UseUrls("https://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var all = settings
            .Select(setting => setting.Split('='))
            .Concat([
                ["CertificateFile", "server.pem"],
                ["KeyFile", "server.key"],
            ]);
        builder.Configuration.AddInMemoryCollection(
            all.Select(s =>
                KeyValuePair.Create(
                    $"Monolith:Http:Tls:{s[0]}",
                    (string?)(s[0].EndsWith("File", StringComparison.Ordinal) ? folder.File(s[1]) : s[1])
                )
            )
        );
        builder.Services.AddTls();
        builder.Services.AddFrontDoor();
        var app = builder.Build();
        app.UseFrontDoor();
        app.MapGet("/", (HttpContext context) => context.Connection.ClientCertificate?.Subject ?? "nobody");
        await app.StartAsync();
        return app;
    }

    private static async Task<string> IssuerAsync(WebApplication server)
    {
        var issuer = "";
        await SeenAsync(server, client: null, shown => issuer = shown.Issuer);
        return issuer;
    }

    private static async Task<(string Subject, int Length)> SeenAsync(
        WebApplication server,
        X509Certificate2? client,
        Action<X509Certificate2>? look = null
    )
    {
        (string, int) seen = default;
        using var http = Client(
            server,
            client,
            (certificate, chain) =>
            {
                look?.Invoke(certificate);
                seen = (
                    certificate.Subject,
                    1 + chain.ChainPolicy.ExtraStore.Count(c => c.Subject != certificate.Subject)
                );
            }
        );
        await http.GetStringAsync("/");
        return seen;
    }

    private static async Task<SslProtocols> SpokenAsync(WebApplication server, SslProtocols offered)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(server.Urls.Single()).Port);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = offered,
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            }
        );
        return tls.SslProtocol;
    }

    private static async Task<string> ClientAsync(WebApplication server, X509Certificate2? certificate)
    {
        using var http = Client(server, certificate, (_, _) => { });
        return await http.GetStringAsync("/");
    }

    private static HttpClient Client(
        WebApplication server,
        X509Certificate2? certificate,
        Action<X509Certificate2, X509Chain> look
    ) =>
        new(
            new SocketsHttpHandler
            {
                SslOptions = new SslClientAuthenticationOptions
                {
                    ClientCertificates = certificate is null ? null : [certificate],
                    RemoteCertificateValidationCallback = (_, shown, chain, _) =>
                    {
                        look((X509Certificate2)shown!, chain!);
                        return true;
                    },
                },
            }
        )
        {
            BaseAddress = new Uri(server.Urls.Single()),
        };

    /// <summary>Signs certificates.</summary>
    private sealed class Authority : IDisposable
    {
        private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public Authority(string name, Authority? parent = null)
        {
            var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            using var signed = parent is null
                ? request.CreateSelfSigned(Now.AddDays(-3), Now.AddDays(3))
                : request.Create(
                    parent.Certificate,
                    Now.AddDays(-2),
                    Now.AddDays(2),
                    RandomNumberGenerator.GetBytes(8)
                );
            Certificate = signed.HasPrivateKey ? new X509Certificate2(signed) : signed.CopyWithPrivateKey(_key);
        }

        public X509Certificate2 Certificate { get; }

        private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

        public X509Certificate2 Sign(string name)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
            using var signed = request.Create(
                Certificate,
                Now.AddDays(-1),
                Now.AddDays(1),
                RandomNumberGenerator.GetBytes(8)
            );
            using var whole = signed.CopyWithPrivateKey(key);

            // The platform's TLS wants a key that it can find again.
            return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), password: null);
        }

        public void Dispose()
        {
            Certificate.Dispose();
            _key.Dispose();
        }
    }
}
