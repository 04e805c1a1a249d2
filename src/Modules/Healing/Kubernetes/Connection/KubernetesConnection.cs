using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Monolith.Healing.Kubernetes.Connection;

/// <summary>Where the API server is, how we know it, and how it knows us. A class and not a record, so that no log line can
/// print a token.</summary>
internal sealed class KubernetesConnection : IDisposable
{
    /// <summary>The address.</summary>
    public required Uri Server { get; init; }

    /// <summary>Reads the certificates that the server's must come from; null for those that the machine trusts. Asked at
    /// each handshake, so that a file that was replaced counts.</summary>
    public Func<X509Certificate2Collection>? Authorities { get; init; }

    /// <summary>Whether any certificate will do.</summary>
    public bool TrustsAnyServer { get; init; }

    /// <summary>What we show at the handshake.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>A token that does not change.</summary>
    public string? Token { get; init; }

    /// <summary>A file that holds the token.</summary>
    public string? TokenFile { get; init; }

    /// <summary>What we show with each request. A file is read each time: it is small, and Kubernetes replaces it behind links
    /// whose own time does not change.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async ValueTask<string?> ReadTokenAsync(CancellationToken cancellationToken) =>
        TokenFile is null ? Token : (await File.ReadAllTextAsync(TokenFile, cancellationToken)).Trim();

    /// <summary>Opens connections.</summary>
    public SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed name record is noticed
            AllowAutoRedirect = false, // the token is for the API server alone
            UseCookies = false,
            UseProxy = false,
        };
        if (ClientCertificate is not null)
        {
            handler.SslOptions.ClientCertificates = [ClientCertificate];
        }

        if (TrustsAnyServer || Authorities is not null)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                TrustsAnyServer || IsTrusted(certificate as X509Certificate2, chain, errors);
        }

        return handler;
    }

    /// <inheritdoc/>
    public void Dispose() => ClientCertificate?.Dispose();

    private bool IsTrusted(X509Certificate2? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        // The name must be right whoever has signed it; only the question of trust is answered anew.
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Authorities!());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // a cluster's own authority publishes no lists
        if (sent is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainElements.Select(element => element.Certificate).ToArray());
        }

        return chain.Build(certificate);
    }
}
