using Monolith.Explore.Contracts;
using Monolith.Platform.Language;

namespace Monolith.Explore.Search;

/// <summary>
/// Cuts the range of a search into windows that lie one behind the other in its order. The first is small and usually
/// holds the page already; so the newest records of a busy month cost what those of five minutes do.
/// </summary>
/// <param name="range">What is left to be searched.</param>
/// <param name="order">From which end.</param>
internal sealed class SearchWindows(TimeRange range, SearchOrder order)
{
    private const long FirstWidth = 5L * 60 * 1_000_000_000;

    // Some records were found: the page will be full soon. None were: the filter's records are rare, and each small step
    // would cost a query of its own.
    private const int FactorAfterSome = 4;
    private const int FactorAfterNone = 64;

    private TimeRange _left = range;
    private long _width = FirstWidth;

    /// <summary>The next window, or nothing once the whole range was cut.</summary>
    public bool TryNext(out TimeRange window)
    {
        var width = Math.Min(_width, Math.Max(0, _left.ToUnixNano - _left.FromUnixNano));
        if (order == SearchOrder.NewestFirst)
        {
            window = _left with { FromUnixNano = _left.ToUnixNano - width };
            _left = _left with { ToUnixNano = window.FromUnixNano };
        }
        else
        {
            window = _left with { ToUnixNano = _left.FromUnixNano + width };
            _left = _left with { FromUnixNano = window.ToUnixNano };
        }

        return !window.IsEmpty;
    }

    /// <summary>Makes the next window wider, by what the last one held.</summary>
    public void Widen(bool foundSome) =>
        _width = (long)
            Int128.Min(
                (Int128)_width * (foundSome ? FactorAfterSome : FactorAfterNone),
                TimeRange.Everything.ToUnixNano
            );

    /// <summary>Whether all of the range was cut.</summary>
    public bool IsAtEnd => _left.IsEmpty;

    /// <summary>Leaves out what holds no records anyway. Where there are some after all, the steps begin small again.</summary>
    public void NarrowTo(TimeRange extent)
    {
        var rest = _left.Intersect(extent);
        var isBehindGap =
            order == SearchOrder.NewestFirst
                ? rest.ToUnixNano < _left.ToUnixNano
                : rest.FromUnixNano > _left.FromUnixNano;
        _width = isBehindGap ? FirstWidth : _width;
        _left = rest;
    }

    /// <summary>Makes the next window all that is left.</summary>
    public void TakeAll() => _width = TimeRange.Everything.ToUnixNano;
}
