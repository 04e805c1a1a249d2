using Microsoft.Extensions.Logging;

namespace Monolith.Explore;

internal static partial class Log
{
    [LoggerMessage(1300, LogLevel.Warning, "A query was not answered: ClickHouse said {Code} ({Name})")]
    public static partial void QueryFailed(this ILogger logger, int code, string name);

    [LoggerMessage(1301, LogLevel.Debug, "A live tail was opened; {Open} are open")]
    public static partial void TailOpened(this ILogger logger, int open);

    [LoggerMessage(1302, LogLevel.Warning, "A live tail was refused: {Open} are open, as many as may be")]
    public static partial void TailRefused(this ILogger logger, int open);

    [LoggerMessage(1303, LogLevel.Debug, "How far a query is cannot be told: ClickHouse said {Code} ({Name})")]
    public static partial void ProgressUnknown(this ILogger logger, int code, string name);
}
