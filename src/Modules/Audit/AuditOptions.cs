using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Settings;

namespace Monolith.Audit;

/// <summary>Settings of the audit trail.</summary>
internal sealed class AuditOptions
{
    /// <summary>Where this installation stands in the names of its trails: <c>DOMAIN/audit/TENANT</c>. Signed into every checkpoint, so
    /// set it before the first entry and never change it.</summary>
    [Required]
    [RegularExpression("[A-Za-z0-9._:/-]{1,200}")]
    public string Domain { get; init; } = "monolith.internal";

    /// <summary>How old the key that signs checkpoints may get. Then another takes its place, which the old one signs.</summary>
    [TimeRange("00:01:00", "3650.00:00:00")]
    public TimeSpan SigningKeyAge { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Whether the trail says who searched, followed, exported and looked at telemetry.</summary>
    public bool RecordAccess { get; init; } = true;
}
