using Microsoft.Extensions.Logging;

namespace Monolith.Platform.Listening;

/// <summary>What the ports beside HTTP log.</summary>
internal static partial class ListeningLog
{
    [LoggerMessage(
        55,
        LogLevel.Information,
        "The certificate {Path} has changed; connections from now on see the new one"
    )]
    public static partial void CertificateRenewed(this ILogger logger, string path);

    [LoggerMessage(56, LogLevel.Warning, "The certificate has changed and cannot be used; the one before it stays")]
    public static partial void CertificateNotRenewed(this ILogger logger, Exception exception);
}
