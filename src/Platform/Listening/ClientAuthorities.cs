using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Monolith.Platform.Listening;

/// <summary>Authorities, in a PEM file, one of which must have signed the certificate that a client shows. The file is read again once
/// it changes. Thread-safe.</summary>
/// <param name="setting">The configuration key that names the file.</param>
/// <param name="path">The file.</param>
public sealed class ClientAuthorities(string setting, string path)
{
    private readonly Lock _gate = new();
    private X509Certificate2Collection? _current;
    private DateTime _written;

    /// <summary>Whether one of them has signed the certificate, directly or by others that it came with, and it may be shown by a
    /// client today.</summary>
    /// <param name="certificate">What the client shows.</param>
    /// <param name="shown">What it was shown with; null when nothing is known of that.</param>
    /// <exception cref="FormatException">The file cannot be read.</exception>
    public bool HaveSigned(X509Certificate2 certificate, X509Chain? shown = null)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Current());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2", "Client authentication"));
        if (shown is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(shown.ChainPolicy.ExtraStore);
        }

        return chain.Build(certificate);
    }

    /// <summary>Reads the file, so that a wrong one is found when the port opens.</summary>
    /// <exception cref="FormatException">It cannot be read.</exception>
    public void Check() => Current();

    private X509Certificate2Collection Current()
    {
        lock (_gate)
        {
            var written = File.GetLastWriteTimeUtc(path);
            if (_current is null || written != _written)
            {
                (_written, _current) = (written, Load());
            }

            return _current;
        }
    }

    private X509Certificate2Collection Load()
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception unreadable)
            when (unreadable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{setting} is '{path}': {unreadable.Message}", unreadable);
        }

        return authorities.Count > 0
            ? authorities
            : throw new FormatException($"{setting} is '{path}', which has no certificates.");
    }
}
