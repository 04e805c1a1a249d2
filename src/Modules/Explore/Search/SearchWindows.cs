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

    private long _width = FirstWidth;

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

    /// <summary>Makes the next window wider, by what the last one held.</summary>
    public void Widen(bool foundSome) =>
        _width = (long)
            Int128.Min(
                (Int128)_width * (foundSome ? FactorAfterSome : FactorAfterNone),
                TimeRange.Everything.ToUnixNano
            );

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
        _width = isBehindGap ? FirstWidth : _width;
        Left = rest;
    }

    /// <summary>Makes the next window all that is left.</summary>
    public void TakeAll() => _width = TimeRange.Everything.ToUnixNano;
}
