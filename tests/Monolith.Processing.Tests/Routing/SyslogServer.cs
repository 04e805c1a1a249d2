using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Monolith.Processing.Tests.Routing;

/// <summary>A syslog server behind TLS, whose certificate an authority of its own has signed.</summary>
internal sealed class SyslogServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly X509Certificate2 _authority = MakeAuthority();
    private readonly X509Certificate2 _certificate;
    private readonly Task _loop;
    private int _cut;

    public SyslogServer(string name = "127.0.0.1")
    {
        _certificate = Sign(name);
        _listener.Start();
        _loop = AcceptAsync();
    }

    /// <summary>What it has read of each connection that ended well.</summary>
    public ConcurrentQueue<string> Texts { get; } = new();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The authority, as PEM.</summary>
    public string Ca => _authority.ExportCertificatePem();

    /// <summary>Cuts the next so many connections before it has read anything.</summary>
    public void Cut(int connections) => Volatile.Write(ref _cut, connections);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _loop;
        _certificate.Dispose();
        _authority.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                if (Interlocked.Decrement(ref _cut) < 0)
                {
                    Texts.Enqueue(await ReadAsync(client));
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or AuthenticationException)
            {
                // The client has gone, or did not trust this server: the next one may.
            }
        }
    }

    private async Task<string> ReadAsync(TcpClient client)
    {
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = _certificate },
            _stopping.Token
        );
        using var reader = new StreamReader(tls, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(_stopping.Token);
        await tls.ShutdownAsync();
        return text;
    }

    private X509Certificate2 Sign(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var signed = request.Create(_authority, now.AddHours(-1), now.AddHours(1), [1]);
        return signed.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
