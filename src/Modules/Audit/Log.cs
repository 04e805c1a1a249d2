using Microsoft.Extensions.Logging;

namespace Monolith.Audit;

/// <summary>What Audit says about itself. Ids from 1500.</summary>
internal static partial class Log
{
    [LoggerMessage(
        1500,
        LogLevel.Warning,
        "Entries of the audit trail wait for ClickHouse; the next attempt is in {Wait}. They are durable meanwhile"
    )]
    public static partial void EntriesWait(this ILogger logger, Exception exception, TimeSpan wait);

    [LoggerMessage(
        1501,
        LogLevel.Critical,
        "ClickHouse has another entry {Seq} in the audit trail of {Tenant} than was appended. Both are kept. Run 'monolith audit verify'"
    )]
    public static partial void TrailForked(this ILogger logger, string tenant, long seq);

    [LoggerMessage(
        1502,
        LogLevel.Error,
        "The audit trail of {Tenant} could not take {Count} entries; what they tell of was not done"
    )]
    public static partial void EntriesRefused(this ILogger logger, Exception exception, string tenant, int count);
}
