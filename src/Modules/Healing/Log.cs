using Microsoft.Extensions.Logging;

namespace Monolith.Healing;

internal static partial class Log
{
    [LoggerMessage(1500, LogLevel.Information, "{Policies} healing policies of {File} are in force")]
    public static partial void PoliciesLoaded(this ILogger logger, int policies, string file);

    [LoggerMessage(1501, LogLevel.Error, "The healing policies of {File} are not taken, those before stay: {Mistake}")]
    public static partial void PoliciesBroken(this ILogger logger, string file, string mistake);

    [LoggerMessage(1502, LogLevel.Error, "The healing policies in {Folder} could not be read, those before stay")]
    public static partial void PoliciesNotRead(this ILogger logger, Exception exception, string folder);

    [LoggerMessage(1503, LogLevel.Information, "Healing run {Run} of {Policy} ended: {Outcome} ({Reason})")]
    public static partial void RunEnded(this ILogger logger, string run, string policy, string outcome, string reason);

    [LoggerMessage(1504, LogLevel.Warning, "Healing run {Run} took the lock over from {Owner}, which is gone")]
    public static partial void LockTakenOver(this ILogger logger, string run, string owner);
}
