using System.ComponentModel.DataAnnotations;
using Monolith.Ingest.Sockets;

namespace Monolith.Ingest.Fluent;

/// <summary>The port for Fluentd, Fluent Bit and Docker's driver, 24224 by custom. Section <c>Modules:Ingest:Fluent</c>.</summary>
internal sealed class FluentOptions : TcpPortOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Modules:Ingest:Fluent";

    /// <summary>The key that clients share with this port. With one, a client must prove that it has it before it may send; empty:
    /// everyone who reaches the port may send.</summary>
    public string SharedKey { get; init; } = "";

    /// <summary>What the host calls itself when it proves that it has the shared key. A client whose own name it is refuses to
    /// speak with it.</summary>
    [Required]
    public string Hostname { get; init; } = "monolith";

    /// <summary>Who may send, by name, each with a password. With any, a client must show one beside the shared key.</summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where UDP heartbeats are answered; the address of the port itself, since clients send them there. Empty:
    /// nowhere.</summary>
    public string HeartbeatAddress { get; init; } = "";

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var wrong in base.Validate(validationContext))
        {
            yield return wrong;
        }

        if (Users.Count > 0 && SharedKey.Length == 0)
        {
            yield return new ValidationResult(
                "Users are asked for only beside a shared key: set SharedKey too.",
                [nameof(SharedKey)]
            );
        }
    }
}
