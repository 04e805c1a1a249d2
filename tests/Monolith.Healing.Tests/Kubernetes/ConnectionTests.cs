using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Configuration;
using Monolith.Healing.Kubernetes;
using Monolith.Healing.Kubernetes.Connection;
using Monolith.Healing.Kubernetes.Objects;
using Monolith.KubernetesApi;

namespace Monolith.Healing.Tests.Kubernetes;

public sealed class ConnectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Authority _authority = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task In_a_cluster_the_service_account_is_used_and_a_new_token_counts_at_once()
    {
        await using var cluster = await StartTlsAsync();
        cluster.AddDeployment("shop", "checkout");
        Write("ca.crt", _authority.Pem);
        Write("token", "first\n");
        cluster.Token = "first";
        var environment = new ConfigurationBuilder()
            .AddInMemoryCollection([
                KeyValuePair.Create("KUBERNETES_SERVICE_HOST", (string?)"127.0.0.1"),
                KeyValuePair.Create("KUBERNETES_SERVICE_PORT", (string?)$"{cluster.Url.Port}"),
            ])
            .Build();
        await using var stage = ClientStage.Of(cluster, InCluster.Connect(environment, _folder.Path));

        await ReadAsync(stage);
        cluster.Token = "second";
        Write("token", "second");
        await ReadAsync(stage);

        Assert.True(InCluster.IsThere(environment));
    }

    [Fact]
    public async Task A_server_whose_certificate_another_authority_has_signed_is_not_trusted()
    {
        await using var cluster = await StartTlsAsync();
        using var other = new Authority();
        await using var stage = Connect(cluster, $"certificate-authority-data: {Base64(other.Pem)}");

        var error = await Assert.ThrowsAsync<KubernetesException>(() => ReadAsync(stage));

        Assert.Null(error.Status);
    }

    [Theory]
    [InlineData("certificate-authority: ca.crt")]
    [InlineData("insecure-skip-tls-verify: true")]
    public async Task A_kubeconfig_says_how_the_server_is_known(string how)
    {
        await using var cluster = await StartTlsAsync();
        cluster.AddDeployment("shop", "checkout");
        Write("ca.crt", _authority.Pem);
        await using var stage = Connect(cluster, how);

        await ReadAsync(stage);

        Assert.NotEmpty(cluster.Calls);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_not_trusted()
    {
        using var certificate = _authority.Sign("elsewhere.example", address: null);
        await using var cluster = await StartTlsAsync(certificate);
        await using var stage = Connect(cluster, $"certificate-authority-data: {Base64(_authority.Pem)}");

        await Assert.ThrowsAsync<KubernetesException>(() => ReadAsync(stage));

        Assert.Empty(cluster.Calls);
    }

    [Theory]
    [InlineData("exec: { command: aws }", "exec plugins are not supported")]
    [InlineData("auth-provider: { name: gcp }", "auth-provider is not supported")]
    [InlineData("username: admin", "user names and passwords are not supported")]
    [InlineData("client-certificate-data: YQ==", "go together")]
    public void What_is_not_supported_is_said_and_not_passed_over(string user, string why)
    {
        var file = Write("config", Config("http://127.0.0.1:1", "", user));

        var error = Assert.Throws<FormatException>(() => Kubeconfig.Read(file).Connect(context: null));

        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_context_is_chosen_by_name_and_one_that_is_not_there_is_an_error()
    {
        var file = Write("config", Config("http://127.0.0.1:1", "", "token: \"1\""));

        using var chosen = Kubeconfig.Read(file).Connect("one");
        var error = Assert.Throws<FormatException>(() => Kubeconfig.Read(file).Connect("two"));

        Assert.Equal("http://127.0.0.1:1/", chosen.Server.AbsoluteUri);
        Assert.Contains("there is no context 'two'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_kubeconfig_names_its_line()
    {
        var file = Write("config", "clusters:\n  - [");

        var error = Assert.Throws<FormatException>(() => Kubeconfig.Read(file));

        Assert.Contains("Line", error.Message, StringComparison.Ordinal);
    }

    private static Task<KubernetesList<Deployment>> ReadAsync(ClientStage stage) =>
        stage.Client.ListAsync(KubernetesResources.Deployments, "shop", Selection.All, Token);

    private async Task<FakeCluster> StartTlsAsync(X509Certificate2? certificate = null) =>
        await FakeCluster.StartAsync(
            new FakeClusterOptions
            {
                Url = new Uri("https://127.0.0.1:0"),
                Certificate = certificate ?? _authority.Sign("kubernetes", IPAddress.Loopback),
            }
        );

    private ClientStage Connect(FakeCluster cluster, string how)
    {
        var file = Write("config", Config(cluster.Url.AbsoluteUri, how, $"token: {cluster.Token}"));
        return ClientStage.Of(cluster, Kubeconfig.Read(file).Connect(context: null));
    }

    private static string Config(string server, string cluster, string user) =>
        $"""
            current-context: one
            contexts:
              - name: one
                context: {'{'} cluster: one, user: one {'}'}
            clusters:
              - name: one
                cluster:
                  server: {server}
                  {cluster}
            users:
              - name: one
                user:
                  {user}
            """;

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>A certificate authority of a test's own.</summary>
    private sealed class Authority : IDisposable
    {
        private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        private static readonly DateTimeOffset Until = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);
        private readonly X509Certificate2 _certificate;

        public Authority()
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(
                new X509BasicConstraintsExtension(
                    certificateAuthority: true,
                    hasPathLengthConstraint: false,
                    pathLengthConstraint: 0,
                    critical: true
                )
            );
            _certificate = request.CreateSelfSigned(From, Until);
        }

        public string Pem => _certificate.ExportCertificatePem();

        public X509Certificate2 Sign(string name, IPAddress? address)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(name);
            if (address is not null)
            {
                names.AddIpAddress(address);
            }

            request.CertificateExtensions.Add(names.Build());
            using var signed = request.Create(_certificate, From, Until, RandomNumberGenerator.GetBytes(8));
            return signed.CopyWithPrivateKey(key);
        }

        public void Dispose() => _certificate.Dispose();
    }
}
