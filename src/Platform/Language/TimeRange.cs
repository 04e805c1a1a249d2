using System.Runtime.InteropServices;

namespace Monolith.Platform.Language;

/// <summary>From one moment, which belongs to it, to another, which does not; nanoseconds since 1970 UTC.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TimeRange(long FromUnixNano, long ToUnixNano)
{
    /// <summary>Every moment that a record can have: 1970 to 2099.</summary>
    /// <remarks>The tables are sorted by five minutes as 32-bit seconds, which wrap round into the past in 2106.</remarks>
    public static readonly TimeRange Everything = new(0, 4_102_444_800L * 1_000_000_000);

    /// <summary>True when no moment lies in it.</summary>
    public bool IsEmpty => FromUnixNano >= ToUnixNano;

    /// <summary>What lies in both.</summary>
    public TimeRange Intersect(TimeRange other) =>
        new(Math.Max(FromUnixNano, other.FromUnixNano), Math.Min(ToUnixNano, other.ToUnixNano));
}
