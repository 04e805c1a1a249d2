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
/// <param name="Hold">How far a hold has reached what is there; left out where none was ever to.</param>
internal sealed record AnchorView(
    string Name,
    AnchorType Type,
    long Size,
    DateTimeOffset? AnchoredAt,
    long Waiting,
    bool IsBehind,
    int Failures,
    string? Error,
    DateTimeOffset? NextTry,
    HoldView? Hold
)
{
    public static AnchorView Of(
        IAnchor anchor,
        AnchorState? state,
        HeldObjects? held,
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
            state?.NextTry,
            held is null ? null : new HoldView(held.IsHeld, held.Objects, held.IsDone, held.Failures, held.Error)
        );
    }
}

/// <summary>How far a hold that was placed or lifted has reached what an anchor has.</summary>
/// <param name="IsHeld">Whether its objects are being held, or let go of.</param>
/// <param name="Objects">How many were reached.</param>
/// <param name="IsDone">Whether all were.</param>
/// <param name="Failures">How many attempts failed since it last went on.</param>
/// <param name="Error">Why the last one failed.</param>
internal sealed record HoldView(bool IsHeld, long Objects, bool IsDone, int Failures, string? Error);
