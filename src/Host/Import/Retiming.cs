namespace Monolith.Host.Import;

/// <summary>Which time imported records get.</summary>
internal enum ImportTime
{
    /// <summary>Their own. The server refuses those that are older than it keeps.</summary>
    Keep,

    /// <summary>Their own, moved so that the newest of the file is now. The gaps between them stay.</summary>
    Shift,

    /// <summary>The time of the import, in the order of the file.</summary>
    Now,
}

/// <summary>Gives the records of one file their times.</summary>
/// <param name="mode">Which times they get.</param>
/// <param name="shift">How far <see cref="ImportTime.Shift"/> moves them.</param>
/// <param name="clock">What time it is now.</param>
internal sealed class Retiming(ImportTime mode, TimeSpan shift, TimeProvider clock)
{
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    /// <summary>True when records get another time than their own.</summary>
    public bool ChangesTimes => mode != ImportTime.Keep;

    /// <param name="own">The record's own time, or null when it has none.</param>
    /// <returns>Its time from now on, or null when the server is to take the time at which it comes.</returns>
    public DateTimeOffset? Apply(DateTimeOffset? own)
    {
        // Records without a time belong to the one before them, as the second line of a message does.
        DateTimeOffset? time = mode switch
        {
            ImportTime.Now => Later(clock.GetUtcNow(), _last.AddMicroseconds(1)),
            ImportTime.Shift when own is not null => own + shift,
            ImportTime.Keep when own is not null => own,
            _ => _last == DateTimeOffset.MinValue ? null : _last,
        };
        _last = time ?? _last;
        return time;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
