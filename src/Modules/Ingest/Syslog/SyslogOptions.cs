using System.ComponentModel.DataAnnotations;
using Monolith.Ingest.Sockets;

namespace Monolith.Ingest.Syslog;

/// <summary>How syslog messages are read. Section <c>Modules:Ingest:Syslog</c>.</summary>
internal sealed class SyslogOptions : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Modules:Ingest:Syslog";

    /// <summary>The time zone of senders whose times do not say theirs (RFC 3164), by its IANA name.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>
    /// Whether a line that does not begin with a priority belongs to the message before it, where messages end with a line
    /// feed. Without it, each line is a message.
    /// </summary>
    public bool MultiLine { get; init; } = true;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            yield return new ValidationResult(
                $"{Section}:TimeZone is '{TimeZone}', which this machine does not know; write for example Europe/Berlin.",
                [nameof(TimeZone)]
            );
        }
    }
}

/// <summary>Syslog by UDP (RFC 5426).</summary>
internal sealed class SyslogUdpOptions : UdpPortOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Modules:Ingest:Syslog:Udp";
}

/// <summary>Syslog by TCP (RFC 6587).</summary>
internal sealed class SyslogTcpOptions : TcpPortOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Modules:Ingest:Syslog:Tcp";
}

/// <summary>Syslog by TLS (RFC 5425).</summary>
internal sealed class SyslogTlsOptions : TcpPortOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Modules:Ingest:Syslog:Tls";

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Address.Length > 0 && CertificateFile.Length == 0
            ? [new ValidationResult($"{Section} has an address and no certificate.", [nameof(CertificateFile)])]
            : base.Validate(validationContext);
}
