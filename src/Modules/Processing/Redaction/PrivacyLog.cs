using Microsoft.Extensions.Logging;

namespace Monolith.Processing.Redaction;

internal static partial class PrivacyLog
{
    [LoggerMessage(
        1180,
        LogLevel.Error,
        "The keys of {Tenant} cannot be had: personal values are covered, and refused records are kept without their bytes"
    )]
    public static partial void KeysUnavailable(this ILogger logger, Exception exception, string tenant);

    [LoggerMessage(1181, LogLevel.Warning, "It could not be seen whether the keys of {Tenant} have changed")]
    public static partial void KeysNotRefreshed(this ILogger logger, Exception exception, string tenant);

    [LoggerMessage(
        1182,
        LogLevel.Warning,
        "Keys that are old could not be replaced; it is tried again within the hour"
    )]
    public static partial void KeysNotRotated(this ILogger logger, Exception exception);
}
