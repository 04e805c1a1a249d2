using Microsoft.Extensions.Logging;

namespace Monolith.Alerting.Notifications;

internal static partial class NotificationsLog
{
    [LoggerMessage(1450, LogLevel.Information, "Notification settings were read from {Path}")]
    public static partial void SettingsRead(this ILogger logger, string path);

    [LoggerMessage(
        1451,
        LogLevel.Error,
        "The notification settings in {Path} are broken and were not taken; the former ones hold: {Fault}"
    )]
    public static partial void SettingsBroken(this ILogger logger, string path, string fault);

    [LoggerMessage(
        1452,
        LogLevel.Warning,
        "Receiver {Receiver} ({Integration}) of tenant {Tenant} was not told after {Attempts} attempts: {Receipt}"
    )]
    public static partial void NotTold(
        this ILogger logger,
        string tenant,
        string receiver,
        string integration,
        int attempts,
        string receipt
    );

    [LoggerMessage(1453, LogLevel.Warning, "A group of alerts of tenant {Tenant} is tried again: its turn failed")]
    public static partial void GroupFailed(this ILogger logger, Exception exception, string tenant);

    [LoggerMessage(
        1454,
        LogLevel.Warning,
        "What may not have been delivered before could not be sent; it is tried again"
    )]
    public static partial void RecoveryFailed(this ILogger logger, Exception exception);

    [LoggerMessage(1455, LogLevel.Information, "{Count} notifications may not have been delivered and are sent again")]
    public static partial void Recovering(this ILogger logger, int count);

    [LoggerMessage(1456, LogLevel.Warning, "Alerts of tenant {Tenant} are not handed on for now")]
    public static partial void ForwardingFailed(this ILogger logger, Exception exception, string tenant);
}
