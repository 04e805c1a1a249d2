using Microsoft.Extensions.Logging;

namespace Monolith.Alerting;

internal static partial class Log
{
    [LoggerMessage(1400, LogLevel.Information, "This replica evaluates the rules of alerting, token {FencingToken}")]
    public static partial void LeadingBegan(this ILogger logger, long fencingToken);

    [LoggerMessage(1401, LogLevel.Information, "This replica no longer evaluates the rules of alerting")]
    public static partial void LeadingEnded(this ILogger logger);

    [LoggerMessage(1402, LogLevel.Error, "The work of alerting broke off and begins again")]
    public static partial void LeadingFailed(this ILogger logger, Exception exception);

    [LoggerMessage(1403, LogLevel.Warning, "Rule {RuleId} of {Tenant} cannot be evaluated: {Why}")]
    public static partial void RuleFailed(this ILogger logger, string tenant, string ruleId, string why);

    [LoggerMessage(1404, LogLevel.Information, "Rule {RuleId} of {Tenant} can be evaluated again")]
    public static partial void RuleRecovered(this ILogger logger, string tenant, string ruleId);

    [LoggerMessage(1405, LogLevel.Warning, "The rules could not be read; those known before are evaluated")]
    public static partial void RulesNotRead(this ILogger logger, Exception exception);

    [LoggerMessage(
        1406,
        LogLevel.Warning,
        "{File} has rules that cannot be read; its last good version counts. {Fault}"
    )]
    public static partial void RuleFileBroken(this ILogger logger, string file, string fault);

    [LoggerMessage(
        1407,
        LogLevel.Warning,
        "Alerts of rule {RuleId} of {Tenant} could not be handed on; it is tried again"
    )]
    public static partial void AlertsNotReceived(
        this ILogger logger,
        Exception exception,
        string tenant,
        string ruleId
    );
}
