namespace Monolith.Testing;

/// <summary>A clock that stands still until it is told to move. Its timers are those of the system.</summary>
public sealed class ManualTime(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset _now = now;

    /// <summary>The moment at which tests begin: 2026-03-04T05:06:07Z.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    /// <summary>A clock at <see cref="Start"/>.</summary>
    public ManualTime()
        : this(Start) { }

    /// <summary>Moves the clock on.</summary>
    public void Advance(TimeSpan by) => _now += by;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now;
}
