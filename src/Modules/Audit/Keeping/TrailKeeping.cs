namespace Monolith.Audit.Keeping;

/// <summary>How long the entries of a trail keep their texts, and what holds them longer. Hashes, tiles and checkpoints stay for
/// ever.</summary>
/// <param name="KeepDays">For how many days; null for ever.</param>
/// <param name="Holds">While there is one, nothing goes.</param>
/// <param name="Decided">The trail says of all entries before this place that their texts go.</param>
/// <param name="DecidedAt">When that was decided; null when nothing ever was.</param>
/// <param name="Removed">The texts before this place have gone.</param>
internal sealed record TrailKeeping(
    int? KeepDays,
    IReadOnlyList<LegalHold> Holds,
    long Decided,
    DateTimeOffset? DecidedAt,
    long Removed
)
{
    /// <summary>The longest that can be asked for, short of for ever: a hundred years.</summary>
    public const int MaxDays = 36_500;

    /// <summary>How a trail is kept of which nobody has said anything.</summary>
    public static readonly TrailKeeping ForEver = new(null, [], 0, null, 0);

    /// <summary>Texts go so long after the trail has said so. An export that began before that is read by then: whoever finds a text
    /// missing finds the entry that says why in the same export.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromMinutes(1);

    /// <summary>When the texts go that are to go next; null when none are.</summary>
    public DateTimeOffset? GoesAt => Removed < Decided ? DecidedAt + Notice : null;
}

/// <summary>Keeps everything as it is, whatever else was asked for, until it is lifted.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Name">What people call it: the number of a case.</param>
/// <param name="Reason">Why.</param>
/// <param name="PlacedBy">Who placed it.</param>
/// <param name="PlacedAt">When.</param>
internal sealed record LegalHold(Guid Id, string Name, string Reason, string PlacedBy, DateTimeOffset PlacedAt);
