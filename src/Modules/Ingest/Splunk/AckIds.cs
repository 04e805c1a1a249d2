namespace Monolith.Ingest.Splunk;

/// <summary>
/// Numbers the requests that want an acknowledgement. A request is answered once it is durable, so every number that was
/// given is acknowledged at once, and nothing has to be remembered for any channel. Thread-safe.
/// </summary>
/// <remarks>The numbers are microseconds since 1970, each later than the one before: so they hold beyond a restart, are true on
/// every replica, and fit the numbers of JavaScript.</remarks>
internal sealed class AckIds(TimeProvider clock)
{
    private long _last;

    /// <summary>A number for a request that is durable.</summary>
    public long Next()
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(last + 1, Now);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return next;
            }
        }
    }

    /// <summary>Whether a number can have been given.</summary>
    public bool IsGiven(long id) => id >= 0 && id <= Math.Max(Volatile.Read(ref _last), Now);

    private long Now => (clock.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
