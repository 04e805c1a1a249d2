using Microsoft.Extensions.Logging;

namespace Monolith.Platform.Dapr;

/// <summary>What the sidecar's client logs. Never a payload, a setting's value or a token.</summary>
internal static partial class DaprLog
{
    [LoggerMessage(60, LogLevel.Information, "The sidecar has restarted: the settings of {Store} are watched anew")]
    public static partial void WatchRenewed(this ILogger logger, string store);

    [LoggerMessage(61, LogLevel.Warning, "The watches of settings could not be renewed; it is tried again")]
    public static partial void WatchesNotRenewed(this ILogger logger, Exception exception);
}
