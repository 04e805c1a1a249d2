using System.Security.Authentication;

namespace Monolith.Platform.Listening;

/// <summary>Which versions of TLS ports speak.</summary>
public static class TlsVersions
{
    /// <summary>Those without known weaknesses, whatever the operating system would allow.</summary>
    public const SslProtocols Spoken = SslProtocols.Tls12 | SslProtocols.Tls13;
}
