namespace Monolith.Platform.Leases;

/// <summary>Who has a lease, as all replicas read it.</summary>
/// <param name="FencingToken">The owner's token; it is the owner's name too.</param>
/// <param name="Until">When it ends by the owner's clock; null when it was given back.</param>
/// <param name="Duration">For how long it was taken.</param>
internal sealed record LeaseDocument(long FencingToken, DateTimeOffset? Until, TimeSpan Duration)
{
    public const string Kind = "lease";

    /// <summary>Others wait a fifth of the duration longer than the owner counts on, because their clocks may be ahead of its
    /// clock by so much.</summary>
    public bool IsTaken(DateTimeOffset now) => Until is { } until && now < until + (Duration / 5);
}
