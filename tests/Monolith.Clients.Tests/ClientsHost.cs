using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Monolith.Clients.Tests;

[assembly: AssemblyFixture(typeof(ClientsHost))]

namespace Monolith.Clients.Tests;

/// <summary>The real program with every protocol switched on, for all tests of the assembly. Each test sends as a service of its
/// own name.</summary>
public sealed class ClientsHost : IAsyncLifetime
{
    /// <summary>The key that clients of the forward protocol prove to have.</summary>
    public const string FluentKey = "a key that both sides share";

    private static readonly string[] Settings =
    [
        "--Modules:Ingest:Syslog:Udp:Address=127.0.0.1:0",
        "--Modules:Ingest:Syslog:Tcp:Address=127.0.0.1:0",
        "--Modules:Ingest:Syslog:Tls:Address=127.0.0.1:0",
        "--Modules:Ingest:Gelf:Udp:Address=127.0.0.1:0",
        "--Modules:Ingest:Gelf:Tcp:Address=127.0.0.1:0",
        "--Modules:Ingest:Fluent:Address=127.0.0.1:0",
        $"--Modules:Ingest:Fluent:SharedKey={FluentKey}",
    ];

    private readonly TemporaryFolder _folder = new();
    private HostProcess? _host;

    /// <summary>The program.</summary>
    public HostProcess Process => _host ?? throw new InvalidOperationException("The host has not been started yet.");

    /// <summary>Where it answers.</summary>
    public Uri Url => Process.Http.BaseAddress!;

    /// <summary>Where the records are, for clients in other languages.</summary>
    public string CorpusPath => _folder.File("corpus.json");

    /// <summary>The certificate of its TLS ports; it is its own authority.</summary>
    public string CertificatePath => _folder.File("server.pem");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        SaveCertificate();
        _host = await HostProcess.StartAsync(
            _folder.File("data"),
            [.. Settings, $"--Modules:Ingest:Syslog:Tls:CertificateFile={CertificatePath}"]
        );
        Corpus.Save(CorpusPath);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>Runs a script of the folder <c>node</c> to its end. It finds the host's address in <c>MONOLITH_URL</c>, the records
    /// in the file that <c>CORPUS</c> names, and its service in <c>SERVICE</c>.</summary>
    public Task RunScriptAsync(string script, string service, params (string Name, string Value)[] environment) =>
        NodeScript.RunAsync(
            script,
            [
                ("MONOLITH_URL", Url.ToString().TrimEnd('/')),
                ("CORPUS", CorpusPath),
                ("SERVICE", service),
                .. environment,
            ]
        );

    /// <summary>Every record of a service, once all of the corpus has been found: as often as each was stored.</summary>
    public async Task<IReadOnlyList<JsonElement>> FindAllAsync(string service, int count = Corpus.Count)
    {
        var found = new List<JsonElement>();
        await Eventually.HoldsAsync(
            async () => (found = await ReadAllAsync(service)).Count >= count,
            $"{count} records of {service} are found; there are {found.Count}",
            TimeSpan.FromSeconds(60)
        );
        return found;
    }

    /// <summary>Asserts that each record of the corpus was stored exactly once, with its message and its severity.</summary>
    /// <returns>The stored records in the order of the corpus.</returns>
    public async Task<IReadOnlyList<JsonElement>> FindCorpusAsync(string service)
    {
        var found = await FindAllAsync(service);
        var sorted = found.OrderBy(NumberOf).ToList();
        Assert.Equal(Corpus.Items.Select(i => i.N), sorted.Select(NumberOf));
        foreach (var (item, record) in Corpus.Items.Zip(sorted))
        {
            Assert.Equal(item.Message, record.GetProperty("body").GetString());
            Assert.Equal(item.Level, FamilyOf(record));
        }

        return sorted;
    }

    // Certificate and key in one file, for localhost, signed by itself.
    private void SaveCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(CertificatePath, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
    }

    // Every message begins with its number.
    private static int NumberOf(JsonElement record)
    {
        var body = record.GetProperty("body").GetString()!;
        return int.Parse(body.AsSpan(0, body.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
    }

    // OpenTelemetry's families of four numbers each, from 1.
    private static string FamilyOf(JsonElement record) =>
        (record.GetProperty("severity_number").GetInt32() - 1) switch
        {
            < 4 => "trace",
            < 8 => "debug",
            < 12 => "info",
            < 16 => "warn",
            < 20 => "error",
            _ => "fatal",
        };

    private async Task<List<JsonElement>> ReadAllAsync(string service)
    {
        var found = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var path =
                $"/api/v1/logs?service={service}&from=now-1h&limit=1000{(cursor is null ? "" : $"&cursor={cursor}")}";
            using var page = JsonDocument.Parse(await Process.Http.GetStringAsync(path));
            found.AddRange(page.RootElement.GetProperty("records").EnumerateArray().Select(r => r.Clone()));
            cursor = page.RootElement.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        } while (cursor is not null);

        return found;
    }
}
