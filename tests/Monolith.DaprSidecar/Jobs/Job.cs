using System.Text.Json;
using Monolith.DaprSidecar.Resiliency;
using Monolith.DaprSidecar.Schedules;

namespace Monolith.DaprSidecar.Jobs;

/// <summary>Something that the app is told once, or again and again.</summary>
/// <param name="Name">Unique for the app.</param>
/// <param name="Definition">What the app said about it.</param>
/// <param name="Schedule">Null for once.</param>
/// <param name="Left">How many triggers there are still to be; null without limit.</param>
/// <param name="ExpiresAt">After this there are none.</param>
/// <param name="Failure">What is done about a trigger that fails; null does nothing.</param>
internal sealed record Job(
    string Name,
    JsonElement Definition,
    Schedule? Schedule,
    int? Left,
    DateTimeOffset? ExpiresAt,
    Retry? Failure
)
{
    /// <summary>When it is triggered next.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>The payload, as JSON.</summary>
    public string Data => Definition.TryGetProperty("data", out var data) ? data.GetRawText() : "";

    /// <summary>The job after a trigger; null when it is over.</summary>
    public Job? Following(DateTimeOffset now)
    {
        var left = Left - 1;
        return left == 0 || Schedule?.Next(now) is not { } next || next > ExpiresAt
            ? null
            : this with
            {
                Left = left,
                DueAt = next,
            };
    }
}
