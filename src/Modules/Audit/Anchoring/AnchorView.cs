using Monolith.Audit.Checkpoints;

namespace Monolith.Audit.Anchoring;

/// <summary>An anchor, and what it has of the caller's trail.</summary>
/// <param name="Name">What configuration calls it.</param>
/// <param name="Type">What kind it is.</param>
/// <param name="Size">How many entries are anchored.</param>
/// <param name="AnchoredAt">When that was done; null when it has nothing.</param>
/// <param name="Waiting">How many entries came since.</param>
/// <param name="IsBehind">Whether nothing was anchored for two intervals.</param>
/// <param name="Failures">How many attempts failed since it last took something.</param>
/// <param name="Error">Why the last one failed.</param>
/// <param name="NextTry">When it is tried again.</param>
internal sealed record AnchorView(
    string Name,
    AnchorType Type,
    long Size,
    DateTimeOffset? AnchoredAt,
    long Waiting,
    bool IsBehind,
    int Failures,
    string? Error,
    DateTimeOffset? NextTry
)
{
    public static AnchorView Of(
        IAnchor anchor,
        AnchorState? state,
        SignedCheckpoint? newest,
        TimeSpan interval,
        DateTimeOffset now
    )
    {
        var size = state?.Anchored?.Size ?? 0;
        return new AnchorView(
            anchor.Name,
            anchor.Type,
            size,
            state?.Anchored?.Time,
            Math.Max(0, (newest?.Size ?? 0) - size),
            state?.Age(now) > interval * 2,
            state?.Failures ?? 0,
            state?.Error,
            state?.NextTry
        );
    }
}
