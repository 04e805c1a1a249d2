namespace Monolith.Storage.Spool;

/// <summary>Which table a frame's rows belong to. The numbers are on disk: never give one another meaning.</summary>
internal enum StreamKind : byte
{
    /// <summary>None: nothing more was written. What follows is left over from an earlier use of the file.</summary>
    End = 0,

    /// <summary>Log records.</summary>
    Logs = 1,

    /// <summary>Records that could not be read.</summary>
    Quarantine = 2,

    /// <summary>The ids of the deliveries that brought the frames which follow in the same group. No rows.</summary>
    Deliveries = 3,

    /// <summary>Spans of traces.</summary>
    Spans = 4,
}
