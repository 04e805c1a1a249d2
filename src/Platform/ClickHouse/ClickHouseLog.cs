using Microsoft.Extensions.Logging;

namespace Monolith.Platform.ClickHouse;

internal static partial class ClickHouseLog
{
    [LoggerMessage(50, LogLevel.Information, "Applied migration {Name}")]
    public static partial void MigrationApplied(this ILogger logger, string name);

    [LoggerMessage(
        51,
        LogLevel.Warning,
        "The database has migration {Name}, which this version does not know: a newer version has been here"
    )]
    public static partial void MigrationUnknown(this ILogger logger, string name);
}
