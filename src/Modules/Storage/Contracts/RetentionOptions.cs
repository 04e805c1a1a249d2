using System.ComponentModel.DataAnnotations;

namespace Monolith.Storage.Contracts;

/// <summary>How long records are kept, section <c>Modules:Storage</c>. Processing refuses what is older when it comes, so
/// both read the same setting.</summary>
public sealed class RetentionOptions
{
    /// <summary>How many days records written from now on are kept. A record that is older when it comes is rejected with
    /// <c>time_before_retention</c>: stored, it would be deleted at once.</summary>
    [Range(1, 3650)]
    public int RetentionDays { get; init; } = 30;
}
