using System.ComponentModel.DataAnnotations;

namespace Monolith.Ingest.Grpc;

/// <summary>Where OTLP/gRPC comes in. Section <c>Modules:Ingest:Grpc</c>.</summary>
internal sealed class GrpcOptions : IValidatableObject
{
    public const string Section = "Modules:Ingest:Grpc";

    /// <summary>The address and port; <c>*:4317</c> for every address of the machine, empty for none.</summary>
    public string Address { get; init; } = "127.0.0.1:4317";

    /// <summary>A PEM file with the server's certificate and, after it, those that lead to its root. Without one the port
    /// speaks plaintext.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>A PEM file with the certificate's private key; none when it is in the same file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>A PEM file with authorities: only clients that show a certificate that one of them has signed may connect.</summary>
    public string? ClientAuthoritiesFile { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CertificateFile is null && KeyFile is not null)
        {
            yield return new ValidationResult($"{Section}:KeyFile is set, and {Section}:CertificateFile is not.");
        }

        if (CertificateFile is null && ClientAuthoritiesFile is not null)
        {
            yield return new ValidationResult(
                $"{Section}:ClientAuthoritiesFile is set, and {Section}:CertificateFile is not."
            );
        }
    }
}
