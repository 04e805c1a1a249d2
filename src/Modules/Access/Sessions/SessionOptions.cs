using Monolith.Platform.Settings;

namespace Monolith.Access.Sessions;

/// <summary>How long somebody who has signed in stays so (<c>Monolith:Access:Sessions</c>).</summary>
internal sealed class SessionOptions
{
    public const string Section = "Monolith:Access:Sessions";

    /// <summary>A session that is not used for so long is over.</summary>
    [TimeRange("00:01:00", "30.00:00:00")]
    public TimeSpan Idle { get; init; } = TimeSpan.FromHours(2);

    /// <summary>A session that began so long ago is over, however much it is used.</summary>
    [TimeRange("00:05:00", "90.00:00:00")]
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(1);
}
