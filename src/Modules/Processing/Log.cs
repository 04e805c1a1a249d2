using Microsoft.Extensions.Logging;

namespace Monolith.Processing;

internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Information, "The pipeline of {Tenant} is {Version} from now on")]
    public static partial void PipelinesInForce(this ILogger logger, string tenant, string version);

    [LoggerMessage(
        1101,
        LogLevel.Warning,
        "The pipeline {Version} of {Tenant} cannot be run; its last good version stays in force. {Fault}"
    )]
    public static partial void PipelineBroken(this ILogger logger, string version, string tenant, string fault);

    [LoggerMessage(
        1102,
        LogLevel.Warning,
        "{File} has no pipeline that can be run; its last good version counts. {Fault}"
    )]
    public static partial void PipelineFileBroken(this ILogger logger, string file, string fault);

    [LoggerMessage(1103, LogLevel.Warning, "The table {File} cannot be read; its last good version counts. {Fault}")]
    public static partial void TableBroken(this ILogger logger, string file, string fault);
}
