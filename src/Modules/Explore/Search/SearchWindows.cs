using Monolith.Explore.Admission;
using Monolith.Explore.Contracts;
using Monolith.Platform.Language;

namespace Monolith.Explore.Search;

/// <summary>
/// Cuts the range of a search into windows that lie one behind the other in its order. The first is small and usually
/// holds the page already; so the newest records of a busy month cost what those of five minutes do.
/// </summary>
/// <param name="range">What is left to be searched.</param>
/// <param name="order">From which end.</param>
/// <param name="firstWidth">How much time the first one takes, in nanoseconds.</param>
internal sealed class SearchWindows(TimeRange range, SearchOrder order, long firstWidth)
{
    /// <summary>The width that is sure to be read in an instant: the tables are sorted by so much time.</summary>
    public const long Least = 5L * 60 * 1_000_000_000;

    /// <summary>The width of a window that takes all.</summary>
    public static readonly long All = TimeRange.Everything.ToUnixNano;

    // Nothing was found: the filter's records are rare, and each small step would cost a query of its own.
    private const int MostFactor = 64;
    private const double LeastFactor = 0.25;

    // Records come in bursts: a window that holds just enough on average does not in every second case.
    private const double Reserve = 2;

    private readonly long _firstWidth = firstWidth;
    private long _width = firstWidth;

    /// <summary>What was not cut yet.</summary>
    public TimeRange Left { get; private set; } = range;

    /// <summary>The next window, or nothing once the whole range was cut.</summary>
    public bool TryNext(out TimeRange window)
    {
        var width = Math.Min(_width, Math.Max(0, Left.ToUnixNano - Left.FromUnixNano));
        if (order == SearchOrder.NewestFirst)
        {
            window = Left with { FromUnixNano = Left.ToUnixNano - width };
            Left = Left with { ToUnixNano = window.FromUnixNano };
        }
        else
        {
            window = Left with { ToUnixNano = Left.FromUnixNano + width };
            Left = Left with { FromUnixNano = window.ToUnixNano };
        }

        return !window.IsEmpty;
    }

    /// <summary>Makes the next window as wide as the last one says that it has to be.</summary>
    /// <param name="found">What the last window held.</param>
    /// <param name="missing">What the page still lacks.</param>
    public void Widen(int found, int missing)
    {
        var factor = found == 0 ? MostFactor : Math.Clamp(Reserve * missing / found, LeastFactor, MostFactor);
        _width = (long)Math.Min(_width * factor, All);
    }

    /// <summary>Whether the next window is so short that what it costs need not be known beforehand.</summary>
    public bool IsNextShort => QueryCosts.IsShort(_width);

    /// <summary>Whether all of the range was cut.</summary>
    public bool IsAtEnd => Left.IsEmpty;

    /// <summary>Leaves out what holds no records anyway. Where there are some after all, the steps begin small again.</summary>
    public void NarrowTo(TimeRange extent)
    {
        var rest = Left.Intersect(extent);
        var isBehindGap =
            order == SearchOrder.NewestFirst
                ? rest.ToUnixNano < Left.ToUnixNano
                : rest.FromUnixNano > Left.FromUnixNano;
        _width = isBehindGap ? _firstWidth : _width;
        Left = rest;
    }
}
