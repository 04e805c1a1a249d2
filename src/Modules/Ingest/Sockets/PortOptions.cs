using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Security;
using Monolith.Platform.Settings;

namespace Monolith.Ingest.Sockets;

/// <summary>A port on which records come without HTTP. It is closed unless it has an address.</summary>
internal abstract class PortOptions : IValidatableObject
{
    /// <summary>Where it listens: <c>ADDRESS:PORT</c>, or <c>*:PORT</c> for every address of the machine. Empty: nowhere.</summary>
    public string Address { get; init; } = "";

    /// <summary>Whose data it becomes. Empty: the tenant that all keys belong to.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>Who may send: addresses and networks (<c>10.0.0.0/8</c>). Empty: everyone who reaches the port.</summary>
    public IReadOnlyList<string> AllowedClients { get; init; } = [];

    /// <inheritdoc/>
    public virtual IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Tenant.Length > 0 && !TenantId.IsName(Tenant))
        {
            yield return new ValidationResult(
                $"'{Tenant}' is no tenant name: use up to 64 letters, digits, '-', '_' or '.'.",
                [nameof(Tenant)]
            );
        }

        foreach (var client in AllowedClients.Where(client => !AllowList.TryParse(client, out _)))
        {
            yield return new ValidationResult(
                $"'{client}' is no address and no network, such as 10.1.2.3 or 10.0.0.0/8.",
                [nameof(AllowedClients)]
            );
        }
    }
}

/// <summary>A TCP port.</summary>
internal abstract class TcpPortOptions : PortOptions
{
    /// <summary>Most connections at once. One more is closed as soon as it is opened.</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; init; } = 1000;

    /// <summary>How long a connection may be silent before it is closed. Agents keep theirs for days, and most lose what they
    /// send into one that was closed.</summary>
    [TimeRange("00:00:00.1", "30.00:00:00")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a message that has begun may take to become whole before its connection is closed.</summary>
    [TimeRange("00:00:00.1", "01:00:00")]
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The certificate, a PEM file, its chain after it. With one, the port speaks TLS and nothing else.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>The certificate's private key, a PEM file. Empty: it is in the certificate's file.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>Certificates of authorities, a PEM file. With it, clients must show a certificate that one of them has
    /// signed.</summary>
    public string ClientAuthoritiesFile { get; init; } = "";

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var wrong in base.Validate(validationContext))
        {
            yield return wrong;
        }

        if (CertificateFile.Length == 0 && (KeyFile.Length > 0 || ClientAuthoritiesFile.Length > 0))
        {
            yield return new ValidationResult(
                "A key or authorities without a certificate: set CertificateFile too.",
                [nameof(CertificateFile)]
            );
        }
    }
}

/// <summary>A UDP port.</summary>
internal abstract class UdpPortOptions : PortOptions
{
    /// <summary>How much the operating system is asked to keep of what has come and was not read yet. It may grant less
    /// (Linux: <c>net.core.rmem_max</c>); what does not fit is lost.</summary>
    [Range(4096, 1024 * 1024 * 1024)]
    public int ReceiveBufferBytes { get; init; } = 8 * 1024 * 1024;
}
