using System.ComponentModel.DataAnnotations;

namespace Monolith.Platform.Listening;

/// <summary>How connections to addresses that begin with <c>https://</c> are encrypted. Section <c>Monolith:Http:Tls</c>.</summary>
internal sealed class TlsOptions : IValidatableObject
{
    public const string Section = "Monolith:Http:Tls";

    /// <summary>A PEM file with the server's certificate and, after it, those that lead to its root. Read again once it changes.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>A PEM file with the certificate's private key; none when it is in the same file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>A PEM file with authorities: certificates of clients that one of them has signed are known
    /// (<c>Monolith:Access:ClientCertificates</c>), and those that none has signed are refused. Read again once it changes.</summary>
    public string? ClientAuthoritiesFile { get; init; }

    /// <summary>Whether every client must show a certificate, browsers included.</summary>
    public bool DemandsClientCertificate { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CertificateFile is null && (KeyFile ?? ClientAuthoritiesFile) is not null)
        {
            yield return new ValidationResult($"{Section}:CertificateFile is missing.");
        }

        if (ClientAuthoritiesFile is null && DemandsClientCertificate)
        {
            yield return new ValidationResult(
                $"{Section}:ClientAuthoritiesFile is missing: it cannot be told whose certificates are good."
            );
        }
    }
}
