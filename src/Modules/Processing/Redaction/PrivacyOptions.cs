using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Settings;

namespace Monolith.Processing.Redaction;

/// <summary>How long keys are used, and how what was encrypted is shown again. Section <c>Modules:Processing:Privacy</c>.</summary>
internal sealed class PrivacyOptions
{
    /// <summary>After how many days a tenant gets a new key by itself, and everybody another token; 0 for never.</summary>
    [Range(0, 3650)]
    public int RotateKeysAfterDays { get; init; }

    /// <summary>How long who asked may look at values after another person has agreed. Then they ask anew.</summary>
    [TimeRange("00:00:10", "1.00:00:00")]
    public TimeSpan ShowFor { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How many values a tenant's people may ask for within an hour. Beyond it they get 429.</summary>
    [Range(1, 1_000_000)]
    public int MaxRevealsPerHour { get; init; } = 600;

    /// <summary>How long it is kept who asked for which values, and who agreed. The audit trail keeps it longer.</summary>
    [TimeRange("01:00:00", "365.00:00:00")]
    public TimeSpan RevealRetention { get; init; } = TimeSpan.FromDays(30);
}
