using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Monolith.Ingest.Tests.Otlp;
using Monolith.Platform.Grpc;

namespace Monolith.Ingest.Tests.Grpc;

public sealed class GrpcTlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task With_a_certificate_the_port_speaks_TLS_and_a_renewed_one_needs_no_restart()
    {
        Write("CN=first");
        await using var host = await StartAsync();
        using var grpc = new GrpcCaller(host, "https");
        using var plain = new GrpcCaller(host);

        var answer = await grpc.ExportAsync(Some.ExportRequest(Some.LogRecord()));
        Write("CN=second");
        using var later = new GrpcCaller(host, "https");
        var again = await later.ExportAsync(Some.ExportRequest(Some.LogRecord()));

        Assert.Equal((GrpcStatus.Ok, "CN=first"), (answer.Status, grpc.Certificate));
        Assert.Equal((GrpcStatus.Ok, "CN=second"), (again.Status, later.Certificate));
        await Assert.ThrowsAsync<HttpRequestException>(() => plain.ExportAsync(Some.ExportRequest(Some.LogRecord())));
    }

    [Fact]
    public async Task Old_versions_of_TLS_are_not_spoken()
    {
        Write("CN=first");
        await using var host = await StartAsync();

        Assert.Equal(OldTlsClient.Refused, await OldTlsClient.AskAsync(host.Listener("OTLP/gRPC")));
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_read_keeps_the_host_from_starting_and_is_named()
    {
        Write("CN=first");
        await File.WriteAllTextAsync(_folder.File("key.pem"), "no key");

        var error = await Assert.ThrowsAsync<FormatException>(StartAsync);

        Assert.Contains("Modules:Ingest:Grpc:CertificateFile", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<IngestHost> StartAsync() =>
        IngestHost.StartAsync(
            $"Modules:Ingest:Grpc:CertificateFile={_folder.File("certificate.pem")}",
            $"Modules:Ingest:Grpc:KeyFile={_folder.File("key.pem")}"
        );

    private void Write(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(IngestHost.Now.AddYears(-1), IngestHost.Now.AddYears(10));
        File.WriteAllText(_folder.File("certificate.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(_folder.File("key.pem"), key.ExportPkcs8PrivateKeyPem());
    }
}
