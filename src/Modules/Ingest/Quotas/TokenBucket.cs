namespace Monolith.Ingest.Quotas;

/// <summary>
/// Holds tokens up to a bound and gets new ones all the time. More may be taken than there are: what is owed is paid by the
/// tokens that come next, so that the rate holds however large a single request is. Thread-safe.
/// </summary>
/// <remarks>The framework's TokenBucketRateLimiter refuses for ever what is larger than its bound, and without a timer of its own
/// it fills at once after a rest, so that twice the bound passes; and its clock cannot be moved by tests.</remarks>
internal sealed class TokenBucket
{
    private readonly Lock _lock = new();
    private readonly long _perSecond;
    private readonly double _bound;
    private readonly TimeProvider _clock;
    private double _tokens;
    private long _filledAt;

    /// <param name="perSecond">How many tokens come in a second.</param>
    /// <param name="burst">For how long tokens are saved up.</param>
    /// <param name="clock">The time.</param>
    public TokenBucket(long perSecond, TimeSpan burst, TimeProvider clock)
    {
        (_perSecond, _bound, _clock) = (perSecond, Math.Max(1, perSecond * burst.TotalSeconds), clock);
        (_tokens, _filledAt) = (_bound, clock.GetTimestamp());
    }

    /// <summary>How long it takes until there is a token; zero when there is one.</summary>
    public TimeSpan Wait
    {
        get
        {
            var tokens = Fill();
            return tokens >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - tokens) / _perSecond);
        }
    }

    /// <summary>Whether a new bucket would hold as much.</summary>
    public bool IsFull => Fill() >= _bound;

    /// <summary>Takes tokens, also such as are not there yet. A negative number gives back.</summary>
    public void Take(long count)
    {
        lock (_lock)
        {
            FillLocked();
            _tokens = Math.Min(_bound, _tokens - count);
        }
    }

    private double Fill()
    {
        lock (_lock)
        {
            FillLocked();
            return _tokens;
        }
    }

    private void FillLocked()
    {
        var now = _clock.GetTimestamp();
        var passed = _clock.GetElapsedTime(_filledAt, now).TotalSeconds;
        (_tokens, _filledAt) = (Math.Min(_bound, _tokens + passed * _perSecond), now);
    }
}
