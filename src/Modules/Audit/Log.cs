using Microsoft.Extensions.Logging;

namespace Monolith.Audit;

/// <summary>What Audit says about itself. Ids from 1500.</summary>
internal static partial class Log
{
    [LoggerMessage(
        1500,
        LogLevel.Warning,
        "{Work} of the audit trail waits; the next attempt is in {Wait}. Entries are durable meanwhile"
    )]
    public static partial void WorkWaits(this ILogger logger, Exception exception, string work, TimeSpan wait);

    [LoggerMessage(
        1501,
        LogLevel.Critical,
        "ClickHouse has another entry {Seq} in the audit trail of {Tenant} than was appended. Both are kept. Run 'monolith audit verify'"
    )]
    public static partial void TrailForked(this ILogger logger, string tenant, long seq);

    [LoggerMessage(
        1502,
        LogLevel.Error,
        "The audit trail of {Tenant} could not take {Count} entries; what they tell of was not done"
    )]
    public static partial void EntriesRefused(this ILogger logger, Exception exception, string tenant, int count);

    [LoggerMessage(
        1503,
        LogLevel.Critical,
        "ClickHouse no longer has the entry {Seq} of the audit trail of {Tenant}: it has no tiles from there on. Run 'monolith audit verify'"
    )]
    public static partial void EntryGone(this ILogger logger, string tenant, long seq);

    [LoggerMessage(
        1504,
        LogLevel.Critical,
        "The audit trail of {Tenant} does not go on from its checkpoint of {Size} entries: no further one is signed. Run 'monolith audit verify'"
    )]
    public static partial void TrailInconsistent(this ILogger logger, string tenant, long size);

    [LoggerMessage(
        1520,
        LogLevel.Error,
        "Nothing is given out: the disk refuses what is to be said of it in the audit trail"
    )]
    public static partial void AccessNotKept(this ILogger logger, Exception exception);

    [LoggerMessage(
        1521,
        LogLevel.Warning,
        "A line that was to go to the audit trail is torn; its request was not answered to its end"
    )]
    public static partial void AccessTorn(this ILogger logger, Exception exception);

    [LoggerMessage(
        1522,
        LogLevel.Warning,
        "The anchor {Anchor} did not take the audit trail of {Tenant}; it is tried again"
    )]
    public static partial void AnchorFailed(this ILogger logger, Exception exception, string anchor, string tenant);

    [LoggerMessage(
        1525,
        LogLevel.Warning,
        "An event of the topic {Topic} goes to the dead letters and not into the audit trail: {Wrong}"
    )]
    public static partial void EventDropped(this ILogger logger, string topic, string wrong);

    [LoggerMessage(1526, LogLevel.Warning, "An event of the topic {Topic} waits: the audit trail does not take it now")]
    public static partial void EventWaits(this ILogger logger, Exception exception, string topic);

    [LoggerMessage(
        1524,
        LogLevel.Information,
        "The texts of the entries before {Before} of the audit trail of {Tenant} are removed: their time was over. Their hashes stay"
    )]
    public static partial void TextsRemoved(this ILogger logger, string tenant, long before);

    [LoggerMessage(
        1523,
        LogLevel.Error,
        "The anchor {Anchor} has taken nothing of the audit trail of {Tenant} for {Age}: until it does, what came since can be rewritten unseen by whoever has this installation"
    )]
    public static partial void AnchorBehind(
        this ILogger logger,
        Exception exception,
        string anchor,
        string tenant,
        TimeSpan age
    );

    [LoggerMessage(
        1527,
        LogLevel.Warning,
        "A hold of the audit trail of {Tenant} does not reach what the anchor {Anchor} has; it is tried again"
    )]
    public static partial void HoldFailed(this ILogger logger, Exception exception, string anchor, string tenant);
}
