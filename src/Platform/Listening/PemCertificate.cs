using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Monolith.Platform.Listening;

/// <summary>A server's certificate in PEM files, which are read again once they change: renewing it needs no restart.
/// Thread-safe.</summary>
/// <param name="setting">The configuration key that names it.</param>
/// <param name="certificatePath">The certificate, and after it those that lead to its root.</param>
/// <param name="keyPath">Its private key, without a password.</param>
public sealed class PemCertificate(string setting, string certificatePath, string keyPath)
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private SslStreamCertificateContext? _current;
    private (DateTime Certificate, DateTime Key) _written;

    /// <summary>Encrypts the connections of a port with it.</summary>
    /// <param name="port">The port.</param>
    /// <param name="clients">Who must have signed the certificates of its clients; null when they need none.</param>
    /// <exception cref="FormatException">The files cannot be read, or do not belong together.</exception>
    public void Protect(ListenOptions port, ClientAuthorities? clients = null)
    {
        var logger = port.ApplicationServices.GetRequiredService<ILogger<PemCertificate>>();
        (_written, _current) = (WrittenAt(), Load());
        clients?.Check();
        port.UseHttps(
            new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = HandshakeTimeout,
                OnConnection = _ =>
                    ValueTask.FromResult(
                        new SslServerAuthenticationOptions
                        {
                            ServerCertificateContext = Current(logger),
                            EnabledSslProtocols = TlsVersions.Spoken,
                            ClientCertificateRequired = clients is not null,
                            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
                                clients is null
                                || (certificate is X509Certificate2 shown && clients.HaveSigned(shown, chain)),
                        }
                    ),
            }
        );
    }

    /// <summary>Encrypts the connections of all ports that these options are for with it.</summary>
    /// <exception cref="FormatException">The files cannot be read, or do not belong together.</exception>
    internal void Protect(HttpsConnectionAdapterOptions https, ILogger logger)
    {
        (_written, _current) = (WrittenAt(), Load());
        https.HandshakeTimeout = HandshakeTimeout;
        https.ServerCertificateSelector = (_, _) => Current(logger).TargetCertificate;
        https.OnAuthenticate = (_, ssl) =>
        {
            // The certificate alone would come without those that lead to its root.
            ssl.ServerCertificateSelectionCallback = null;
            ssl.ServerCertificateContext = Current(logger);
        };
    }

    private SslStreamCertificateContext Current(ILogger logger)
    {
        lock (_gate)
        {
            var written = WrittenAt();
            if (written != _written)
            {
                _written = written;
                RenewLocked(logger);
            }

            return _current!;
        }
    }

    private void RenewLocked(ILogger logger)
    {
        try
        {
            _current = Load();
            logger.CertificateRenewed(certificatePath);
        }
        catch (FormatException unusable)
        {
            // Between the writing of one file and of the other they do not match. The old ones still do.
            logger.CertificateNotRenewed(unusable);
        }
    }

    private (DateTime Certificate, DateTime Key) WrittenAt() =>
        (File.GetLastWriteTimeUtc(certificatePath), File.GetLastWriteTimeUtc(keyPath));

    private SslStreamCertificateContext Load()
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificatePath);
            var own = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
            return SslStreamCertificateContext.Create(own, chain, offline: true);
        }
        catch (Exception unreadable)
            when (unreadable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new FormatException(
                $"{setting} is '{certificatePath}' with the key '{keyPath}': {unreadable.Message}",
                unreadable
            );
        }
    }
}
