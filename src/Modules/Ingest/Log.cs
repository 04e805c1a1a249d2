using Microsoft.Extensions.Logging;

namespace Monolith.Ingest;

/// <summary>What Ingest says about itself. Ids from 1000.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Error, "A connection of {Port} was closed: it could not be served")]
    public static partial void ConnectionFailed(this ILogger logger, Exception exception, string port);

    [LoggerMessage(
        1001,
        LogLevel.Warning,
        "The host stops while there is no room: {Bytes} bytes that had come by {Port} are lost"
    )]
    public static partial void ConnectionGivenUp(this ILogger logger, string port, int bytes);

    [LoggerMessage(
        1002,
        LogLevel.Warning,
        "{Port} has a receive buffer of {Granted} bytes, not {Asked}: raise net.core.rmem_max, or bursts may be lost"
    )]
    public static partial void SmallReceiveBuffer(this ILogger logger, string port, int granted, int asked);

    [LoggerMessage(1003, LogLevel.Error, "{Port} could not be read; it is tried again")]
    public static partial void DatagramsFailed(this ILogger logger, Exception exception, string port);

    [LoggerMessage(
        1004,
        LogLevel.Warning,
        "The host stops while there is no room: {Messages} messages that had come by {Port} are lost"
    )]
    public static partial void DatagramsGivenUp(this ILogger logger, string port, int messages);
}
