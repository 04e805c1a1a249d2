using Microsoft.Extensions.Logging;

namespace Monolith.Platform.Leases;

internal static partial class LeaseLog
{
    [LoggerMessage(80, LogLevel.Warning, "The lease {Name} is another's now; this process had it under token {Token}")]
    public static partial void LeaseLost(this ILogger logger, string name, long token);

    [LoggerMessage(81, LogLevel.Warning, "The lease {Name} could not be renewed; it is tried again until it ends")]
    public static partial void LeaseNotRenewed(this ILogger logger, Exception exception, string name);

    [LoggerMessage(82, LogLevel.Warning, "The lease {Name} could not be given back; it ends by itself")]
    public static partial void LeaseNotGivenBack(this ILogger logger, Exception exception, string name);
}
