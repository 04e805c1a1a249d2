using Monolith.Platform.Language;

namespace Monolith.Explore.Export;

/// <summary>
/// Cuts the time of an export into windows that lie one behind the other, each asked for by a query of its own. The engine
/// sorts a window at a time, and has to wait for a slow reader no longer than a query may take.
/// </summary>
/// <param name="range">What is to be exported.</param>
internal sealed class ExportWindows(TimeRange range)
{
    private const long FirstWidth = 60L * 1_000_000_000;
    private const long LeastWidth = 1_000_000;
    private const int MostFactor = 8;

    // So much is sorted in memory, and so long is far from the bound of a query.
    private const double WantedBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan Wanted = TimeSpan.FromSeconds(2);

    private TimeRange _left = range;
    private long _width = FirstWidth;

    /// <summary>The next window, or nothing once the whole range was cut.</summary>
    public bool TryNext(out TimeRange window)
    {
        window = _left with
        {
            ToUnixNano = _left.FromUnixNano + Math.Min(_width, Math.Max(0, _left.ToUnixNano - _left.FromUnixNano)),
        };
        _left = _left with { FromUnixNano = window.ToUnixNano };
        return !window.IsEmpty;
    }

    /// <summary>Makes the next window wider or narrower, by what the last one held and how long it took to be sent.</summary>
    public void Adapt(long bytes, TimeSpan took)
    {
        var factor = Math.Min(WantedBytes / Math.Max(1, bytes), Wanted / TimeSpan.FromTicks(Math.Max(1, took.Ticks)));
        var width = _width * Math.Clamp(factor, 1.0 / MostFactor, MostFactor);
        _width = (long)Math.Clamp(width, LeastWidth, TimeRange.Everything.ToUnixNano);
    }
}
