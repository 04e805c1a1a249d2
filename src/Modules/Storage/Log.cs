using Microsoft.Extensions.Logging;

namespace Monolith.Storage;

/// <summary>What Storage says about itself. Ids from 1200.</summary>
internal static partial class Log
{
    [LoggerMessage(
        1200,
        LogLevel.Error,
        "The spool {Folder} could not be written to; its clients are asked to try again"
    )]
    public static partial void SpoolWriteFailed(this ILogger logger, Exception exception, string folder);

    [LoggerMessage(
        1201,
        LogLevel.Warning,
        "The segment {Segment} could not be cut back to {Bytes} bytes after a failed write; a new one is begun"
    )]
    public static partial void SegmentNotCut(this ILogger logger, Exception exception, string segment, long bytes);

    [LoggerMessage(
        1202,
        LogLevel.Error,
        "The segment {Segment} has lost its last {Bytes} bytes: accepted records are gone. Check the disk"
    )]
    public static partial void SegmentTooShort(this ILogger logger, string segment, long bytes);

    [LoggerMessage(
        1203,
        LogLevel.Information,
        "{Segment} ends at byte {Offset}: behind it lies a write that a crash had stopped and nobody was told of"
    )]
    public static partial void TornTailCut(this ILogger logger, string segment, long offset);

    [LoggerMessage(1204, LogLevel.Error, "{Batches} batches could not be committed; their clients were told")]
    public static partial void CommitFailed(this ILogger logger, Exception exception, int batches);

    [LoggerMessage(1205, LogLevel.Error, "Set {Bytes} bytes of the spool aside, {Reason}: {File}. {Detail}")]
    public static partial void SetAside(this ILogger logger, long bytes, string reason, string file, string detail);

    [LoggerMessage(
        1206,
        LogLevel.Error,
        "{Missing} frames are missing from the spool before frame {Number} in {Segment}"
    )]
    public static partial void FramesMissing(this ILogger logger, ulong missing, ulong number, string segment);

    [LoggerMessage(1207, LogLevel.Warning, "Shipping to ClickHouse waits; nothing is lost, and it is tried again")]
    public static partial void ShippingFailed(this ILogger logger, Exception exception);

    [LoggerMessage(
        1208,
        LogLevel.Warning,
        "{Missing} rows with ids {FirstId} to {LastId} did not reach {Table} and are inserted once more"
    )]
    public static partial void RepairingRows(
        this ILogger logger,
        long missing,
        string table,
        ulong firstId,
        ulong lastId
    );

    [LoggerMessage(1209, LogLevel.Error, "{Table} has {Surplus} rows too many with ids {FirstId} to {LastId}")]
    public static partial void RowsDoubled(
        this ILogger logger,
        long surplus,
        string table,
        ulong firstId,
        ulong lastId
    );

    [LoggerMessage(1210, LogLevel.Warning, "{File} is missing or damaged: rows are looked for before they are shipped")]
    public static partial void ProgressLost(this ILogger logger, string file);

    [LoggerMessage(
        1211,
        LogLevel.Warning,
        "The tables are not ready; tried again in {Wait}. Records are accepted meanwhile"
    )]
    public static partial void SchemaNotReady(this ILogger logger, Exception exception, TimeSpan wait);
}
