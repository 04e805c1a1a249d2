namespace Monolith.Audit.Keeping;

/// <summary>How the caller's trail is kept.</summary>
/// <param name="KeepDays">For how many days entries keep their texts; left out for ever.</param>
/// <param name="Holds">What holds them longer.</param>
/// <param name="RemovedBefore">Entries before this place have no text any more.</param>
/// <param name="GoesBefore">Entries before this place lose their texts next; left out when none do.</param>
/// <param name="GoesAt">When; holds that stand then keep them.</param>
internal sealed record KeepingView(
    int? KeepDays,
    IReadOnlyList<LegalHold> Holds,
    long RemovedBefore,
    long? GoesBefore,
    DateTimeOffset? GoesAt
)
{
    public static KeepingView Of(TrailKeeping keeping) =>
        new(
            keeping.KeepDays,
            keeping.Holds,
            keeping.Removed,
            keeping.GoesAt is null ? null : keeping.Decided,
            keeping.GoesAt
        );
}
