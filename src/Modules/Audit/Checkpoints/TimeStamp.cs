using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Monolith.Audit.Checkpoints;

/// <summary>What an authority says (RFC 3161): these bytes were there at this time.</summary>
/// <param name="Time">When.</param>
/// <param name="Authority">Whom the certificate names that it is signed with.</param>
/// <param name="IsTrusted">Whether that certificate leads to one that was given.</param>
internal sealed record TimeStamp(DateTimeOffset Time, string Authority, bool IsTrusted)
{
    /// <summary>Reads a time stamp.</summary>
    /// <param name="token">The token, as DER.</param>
    /// <param name="content">What was stamped.</param>
    /// <param name="roots">What the authority's certificate must lead to; null when nobody knows.</param>
    /// <returns>Null when it is none, is of other bytes, or its signature is wrong.</returns>
    public static TimeStamp? Read(
        ReadOnlyMemory<byte> token,
        ReadOnlySpan<byte> content,
        X509Certificate2Collection? roots
    ) =>
        Rfc3161TimestampToken.TryDecode(token, out var read, out var length)
        && length == token.Length
        && read.VerifySignatureForData(content, out var signer)
            ? new TimeStamp(read.TokenInfo.Timestamp, signer.Subject, roots is not null && LeadsTo(roots, signer, read))
            : null;

    private static bool LeadsTo(X509Certificate2Collection roots, X509Certificate2 signer, Rfc3161TimestampToken token)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.ExtraStore.AddRange(token.AsSignedCms().Certificates);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = token.TokenInfo.Timestamp.UtcDateTime;
        return chain.Build(signer);
    }
}
