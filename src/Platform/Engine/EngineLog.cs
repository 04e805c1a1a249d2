using Microsoft.Extensions.Logging;

namespace Monolith.Platform.Engine;

/// <summary>What the engine and its supervisor log. Never a statement's text, a value or a password.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(10, LogLevel.Warning, "A statement could not be killed after its client had gone")]
    public static partial void KillFailed(this ILogger logger, Exception exception);

    [LoggerMessage(11, LogLevel.Debug, "The client went away before the answer was complete")]
    public static partial void ClientGone(this ILogger logger);

    [LoggerMessage(12, LogLevel.Information, "The engine is ready: process {ProcessId}, data in {Folder}")]
    public static partial void Ready(this ILogger logger, int processId, string folder);

    [LoggerMessage(13, LogLevel.Error, "The engine ended: {Reason}. It is started again in {Delay}")]
    public static partial void Ended(this ILogger logger, string reason, TimeSpan delay);

    [LoggerMessage(14, LogLevel.Error, "The engine did not start again: {Reason}. The next attempt is in {Delay}")]
    public static partial void NotStarted(this ILogger logger, string reason, TimeSpan delay);

    [LoggerMessage(15, LogLevel.Information, "The engine has stopped")]
    public static partial void Stopped(this ILogger logger);

    [LoggerMessage(16, LogLevel.Warning, "The engine did not stop within {Bound} and was killed; its data is safe")]
    public static partial void Killed(this ILogger logger, TimeSpan bound);

    [LoggerMessage(17, LogLevel.Information, "engine: {Line}")]
    public static partial void Line(this ILogger logger, string line);
}
