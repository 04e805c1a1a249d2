using System.Runtime.InteropServices;
using Monolith.Explore.Contracts;
using Monolith.Platform.Language;

namespace Monolith.Explore.Measure;

/// <summary>The moments of a question, and the buckets of time that the records are put into: each window is a whole number of
/// buckets, so that a record is read once however many windows it lies in.</summary>
/// <param name="FirstUnixNano">The first moment.</param>
/// <param name="StepNanos">How far the moments are apart.</param>
/// <param name="Count">How many there are.</param>
/// <param name="WindowNanos">The length of a window.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Steps(long FirstUnixNano, long StepNanos, int Count, long WindowNanos)
{
    public const long NanosPerMinute = 60_000_000_000;

    public static Steps Of(MeasureLogs request, TimeSpan window)
    {
        var (at, step, length) = (request.At.ToUnixNano(), Nanos(request.Step), Nanos(window));
        if (request.From is not { } from)
        {
            return new Steps(at, length, 1, length);
        }

        var first = from.ToUnixNano();
        return new Steps(first, step, (int)((at - first) / step) + 1, length);
    }

    /// <summary>Everything that lies in one of the windows.</summary>
    public TimeRange Range => new(FirstUnixNano - WindowNanos, FirstUnixNano + (Count - 1) * StepNanos);

    /// <summary>The length of a bucket.</summary>
    public long BucketNanos => Count == 1 ? WindowNanos : GreatestCommonDivisor(StepNanos, WindowNanos);

    /// <summary>How many buckets a window has.</summary>
    public long BucketsPerWindow => WindowNanos / BucketNanos;

    /// <summary>How many buckets lie between two moments.</summary>
    public long BucketsPerStep => Count == 1 ? 1 : StepNanos / BucketNanos;

    /// <summary>True when windows begin and end with whole minutes.</summary>
    public bool AreWholeMinutes =>
        FirstUnixNano % NanosPerMinute == 0
        && WindowNanos % NanosPerMinute == 0
        && (Count == 1 || StepNanos % NanosPerMinute == 0);

    /// <summary>The same for one moment, with the window made longer so that it begins with a whole minute.</summary>
    public Steps FromWholeMinute() =>
        this with
        {
            WindowNanos = WindowNanos + (FirstUnixNano - WindowNanos) % NanosPerMinute,
        };

    /// <summary>A moment, in nanoseconds since 1970.</summary>
    public long MomentOf(int step) => FirstUnixNano + step * StepNanos;

    /// <summary>A moment.</summary>
    public DateTimeOffset At(int step) => UnixNano.ToTime(MomentOf(step));

    private static long Nanos(TimeSpan span) => span.Ticks * TimeSpan.NanosecondsPerTick;

    private static long GreatestCommonDivisor(long a, long b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
