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
        "Cut {Bytes} bytes off the end of {Segment}: a write that a crash had stopped and nobody was told of"
    )]
    public static partial void TornTailCut(this ILogger logger, string segment, long bytes);
}
