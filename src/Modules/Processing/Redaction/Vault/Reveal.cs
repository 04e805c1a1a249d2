using Monolith.Platform.Security;

namespace Monolith.Processing.Redaction.Vault;

/// <summary>What has become of somebody's wish to see values.</summary>
internal enum RevealState
{
    /// <summary>Nobody has decided.</summary>
    Pending,

    /// <summary>Another person agreed: who asked may look, for a while.</summary>
    Approved,

    /// <summary>Another person refused.</summary>
    Refused,
}

/// <summary>Somebody's wish to see what was encrypted. The values in it are encrypted as they were.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Tenant">Whose values.</param>
/// <param name="AskedBy">Who wants to see them.</param>
/// <param name="AskedAt">Since when.</param>
/// <param name="Reason">Why.</param>
/// <param name="Ticket">Where that is written down.</param>
/// <param name="Values">What they want to see, encrypted.</param>
internal sealed record Reveal(
    string Id,
    string Tenant,
    Actor AskedBy,
    DateTimeOffset AskedAt,
    string Reason,
    string Ticket,
    IReadOnlyList<string> Values
)
{
    /// <summary>What has become of it.</summary>
    public RevealState State { get; init; }

    /// <summary>Who decided; null while nobody has.</summary>
    public Actor? DecidedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Why, in the words of who decided.</summary>
    public string? Comment { get; init; }

    /// <summary>How often the values were shown.</summary>
    public int Looks { get; init; }
}

/// <summary>A wish as people see it.</summary>
/// <param name="Id">Names it.</param>
/// <param name="State">What has become of it.</param>
/// <param name="AskedBy">Who wants to see the values.</param>
/// <param name="AskedAt">Since when.</param>
/// <param name="Reason">Why.</param>
/// <param name="Ticket">Where that is written down.</param>
/// <param name="DecidedBy">Who decided.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Comment">Why, in their words.</param>
/// <param name="ShownUntil">Until when who asked may look.</param>
/// <param name="Values">The values: encrypted, and in clear for who asked, once another person has agreed.</param>
internal sealed record RevealView(
    string Id,
    RevealState State,
    string AskedBy,
    DateTimeOffset AskedAt,
    string Reason,
    string Ticket,
    string? DecidedBy,
    DateTimeOffset? DecidedAt,
    string? Comment,
    DateTimeOffset? ShownUntil,
    IReadOnlyList<RevealedValue> Values
)
{
    /// <summary>The wish, with nothing in clear.</summary>
    public static RevealView Of(Reveal reveal, TimeSpan shownFor) =>
        new(
            reveal.Id,
            reveal.State,
            reveal.AskedBy.Name,
            reveal.AskedAt,
            reveal.Reason,
            reveal.Ticket,
            reveal.DecidedBy?.Name,
            reveal.DecidedAt,
            reveal.Comment,
            reveal.State == RevealState.Approved ? reveal.DecidedAt + shownFor : null,
            [.. reveal.Values.Select(value => new RevealedValue(value))]
        );
}

/// <summary>A value of a wish.</summary>
/// <param name="Encrypted">As it stands in the records.</param>
/// <param name="Clear">What is behind it; null while it is not shown, and when nobody can read it any more.</param>
/// <param name="IsLost">Whether nobody can read it any more: its person was forgotten, or its key destroyed.</param>
internal sealed record RevealedValue(string Encrypted, string? Clear = null, bool? IsLost = null);
