using Microsoft.Extensions.Logging;

namespace Monolith.Access;

internal static partial class Log
{
    [LoggerMessage(1700, LogLevel.Warning, "How keys were used could not be written down; it is tried again")]
    public static partial void KeyUsesNotKept(this ILogger logger, Exception exception);

    [LoggerMessage(1701, LogLevel.Warning, "Refused requests could not be told to the audit trail; it is tried again")]
    public static partial void DenialsNotTold(this ILogger logger, Exception exception);

    [LoggerMessage(1702, LogLevel.Warning, "The key for emergencies is used: {Endpoint}")]
    public static partial void GlassBroken(this ILogger logger, string endpoint);

    [LoggerMessage(1704, LogLevel.Warning, "Sessions could not be counted; it is tried again")]
    public static partial void SessionsNotCounted(this ILogger logger, Exception exception);

    [LoggerMessage(
        1703,
        LogLevel.Warning,
        "Whether somebody who is being answered still may could not be found out; it is tried again"
    )]
    public static partial void OpenRequestNotLookedAt(this ILogger logger, Exception exception);
}
