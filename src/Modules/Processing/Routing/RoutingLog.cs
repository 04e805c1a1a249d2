using Microsoft.Extensions.Logging;

namespace Monolith.Processing.Routing;

/// <summary>What routing says about itself. Ids from 1180.</summary>
internal static partial class RoutingLog
{
    [LoggerMessage(
        1180,
        LogLevel.Error,
        "The queue {Folder} could not be written to; its clients are asked to try again"
    )]
    public static partial void QueueWriteFailed(this ILogger logger, Exception exception, string folder);

    [LoggerMessage(
        1181,
        LogLevel.Error,
        "The file {Path} is damaged: {Records} records that waited in it are lost. Check the disk"
    )]
    public static partial void QueueDamaged(this ILogger logger, string path, long records);

    [LoggerMessage(
        1182,
        LogLevel.Warning,
        "The destination {Destination} of tenant {Tenant} does not take what is sent; it is tried again: {Receipt}"
    )]
    public static partial void SendingFails(this ILogger logger, string tenant, string destination, string receipt);

    [LoggerMessage(1183, LogLevel.Information, "The destination {Destination} of tenant {Tenant} takes records again")]
    public static partial void SendingWorks(this ILogger logger, string tenant, string destination);

    [LoggerMessage(
        1184,
        LogLevel.Warning,
        "{Records} records for the destination {Destination} of tenant {Tenant} are dead letters: {Reason}"
    )]
    public static partial void DeadLettered(
        this ILogger logger,
        int records,
        string tenant,
        string destination,
        string reason
    );

    [LoggerMessage(1185, LogLevel.Error, "A turn of sending to {Destination} of tenant {Tenant} failed")]
    public static partial void TurnFailed(this ILogger logger, Exception exception, string tenant, string destination);
}
