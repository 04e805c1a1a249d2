using System.Globalization;

namespace Monolith.Platform.Language;

/// <summary>A moment as a person writes it: <c>2026-03-04T05:06:07.123456789Z</c>, <c>now</c>, <c>now-15m</c>.</summary>
/// <remarks>It stays relative until it is resolved, so that the pages of one search can agree on what <c>now</c> was.</remarks>
public readonly record struct LogTime
{
    /// <summary>What may be written, for messages.</summary>
    public const string Syntax = "an RFC 3339 time such as 2026-03-04T05:06:07Z, or now, now-15m, now-1h30m, now-7d";

    private const long NanosPerSecond = 1_000_000_000;
    private const int MaxFractionDigits = 9;

    private readonly bool _isRelative;
    private readonly long _nanos;

    private LogTime(bool isRelative, long nanos) => (_isRelative, _nanos) = (isRelative, nanos);

    /// <summary>The moment of the question.</summary>
    public static LogTime Now { get; } = new(isRelative: true, nanos: 0);

    /// <summary>A moment in nanoseconds since 1970 UTC.</summary>
    public static LogTime At(long unixNano) => new(isRelative: false, unixNano);

    /// <summary>The moment in nanoseconds since 1970 UTC, when <c>now</c> is the time given. Always one that a record can
    /// have: far offsets end at the first or the last of these.</summary>
    public long Resolve(DateTimeOffset now) =>
        _isRelative
            ? Math.Clamp(now.ToUnixNano() + _nanos, TimeRange.Everything.FromUnixNano, TimeRange.Everything.ToUnixNano)
            : _nanos;

    /// <summary>Whether a range that begins at the one moment, or with everything, ends after it.</summary>
    public static bool IsBefore(LogTime? from, LogTime to, DateTimeOffset now) =>
        from is null || from.Value.Resolve(now) < to.Resolve(now);

    /// <summary>Reads what a person wrote. False when it is no time, or not one of <see cref="TimeRange.Everything"/>.</summary>
    public static bool TryParse(string text, out LogTime time)
    {
        time = default;
        if (text.StartsWith("now", StringComparison.Ordinal))
        {
            return TryParseOffset(text.AsSpan(3), out var offset) && Set(out time, new(isRelative: true, offset));
        }

        return TryParseRfc3339(text, out var unixNano) && Set(out time, At(unixNano));
    }

    /// <summary>The moment as a person would write it, and as <see cref="TryParse"/> reads it.</summary>
    public string ToText() =>
        !_isRelative ? UnixNano.ToText(_nanos).Replace(".000000000Z", "Z", StringComparison.Ordinal)
        : _nanos == 0 ? "now"
        : $"now{(_nanos < 0 ? '-' : '+')}{LogSpan.ToText(Math.Abs(_nanos))}";

    /// <summary>One spelling for equal times: nanoseconds since 1970, or <c>now</c> and the nanoseconds from there.</summary>
    public override string ToString() =>
        _isRelative ? string.Create(CultureInfo.InvariantCulture, $"now{_nanos:+0;-0;+0}") : $"{_nanos}";

    private static bool Set(out LogTime target, LogTime value)
    {
        target = value;
        return true;
    }

    private static bool TryParseOffset(ReadOnlySpan<char> text, out long nanos)
    {
        nanos = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        // A plus sign that was not escaped arrives as a space.
        if (text[0] is not ('-' or '+' or ' ') || !LogSpan.TryParse(text[1..], out nanos))
        {
            return false;
        }

        nanos = text[0] == '-' ? -nanos : nanos;
        return true;
    }

    /// <summary>Reads a moment alone.</summary>
    internal static bool TryParseRfc3339(ReadOnlySpan<char> text, out long unixNano)
    {
        const string ToTheSecond = "yyyy-MM-dd'T'HH:mm:ss";
        const int SecondLength = 19;
        unixNano = 0;
        if (text.Length <= SecondLength)
        {
            return false;
        }

        Span<char> second = stackalloc char[SecondLength];
        text[..SecondLength].CopyTo(second);
        second[10] = second[10] == 't' ? 'T' : second[10];
        if (
            !DateTime.TryParseExact(
                second,
                ToTheSecond,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var local
            )
            || !TryReadFraction(text[SecondLength..], out var nanos, out var zone)
            || !TryReadZone(zone, out var offset)
        )
        {
            return false;
        }

        var seconds = (local - DateTime.UnixEpoch - offset).Ticks / TimeSpan.TicksPerSecond;
        if (seconds < 0 || seconds >= TimeRange.Everything.ToUnixNano / NanosPerSecond)
        {
            return false;
        }

        unixNano = seconds * NanosPerSecond + nanos;
        return true;
    }

    private static bool TryReadFraction(ReadOnlySpan<char> text, out long nanos, out ReadOnlySpan<char> rest)
    {
        nanos = 0;
        rest = text;
        if (text[0] != '.')
        {
            return true;
        }

        var digits = text[1..].IndexOfAnyExceptInRange('0', '9');
        if (digits is < 1 or > MaxFractionDigits)
        {
            return false;
        }

        nanos = long.Parse(text.Slice(1, digits), CultureInfo.InvariantCulture);
        for (var i = digits; i < MaxFractionDigits; i++)
        {
            nanos *= 10;
        }

        rest = text[(1 + digits)..];
        return true;
    }

    private static bool TryReadZone(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text is "Z" or "z")
        {
            return true;
        }

        if (
            text.Length != 6
            || text[0] is not ('+' or '-' or ' ')
            || !TimeSpan.TryParseExact(text[1..], @"hh\:mm", CultureInfo.InvariantCulture, out offset)
        )
        {
            return false;
        }

        offset = text[0] == '-' ? -offset : offset;
        return true;
    }
}
