using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Alerting.Alerts;
using Monolith.Alerting.Evaluation;
using Monolith.Alerting.Preview;
using Monolith.Alerting.Scheduling;
using Monolith.Alerting.Seen;

namespace Monolith.Alerting.Rules;

/// <summary>Rules and their evaluation, as the module takes them in.</summary>
internal static class RuleServices
{
    /// <summary>Adds what rules need.</summary>
    public static IServiceCollection AddRules(this IServiceCollection services)
    {
        services
            .AddOptions<AlertingOptions>()
            .BindConfiguration("Modules:Alerting")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services
            .AddSingleton<RuleStore>()
            .AddSingleton<RuleFolder>()
            .AddSingleton<RuleCatalog>()
            .AddSingleton<FileAudit>();
        services.AddSingleton<AlertStore>().AddSingleton<AlertBook>().AddSingleton<AlertSender>();
        services.AddSingleton<RuleStatusBoard>().AddSingleton<RuleMetrics>().AddSingleton<EvaluationPulse>();
        services.AddSingleton<RuleEvaluator>().AddSingleton<SeenAlerts>();
        services.AddSingleton<IAlertingLeader, RuleScheduler>();
        return services.AddHostedService<AlertingLeadership>();
    }

    /// <summary>Maps <c>/api/v1/alerts</c> and <c>/api/v1/alerts/rules</c>.</summary>
    public static void MapRules(this IEndpointRouteBuilder routes)
    {
        CreateRule.Map(routes);
        ListRules.Map(routes);
        GetRule.Map(routes);
        UpdateRule.Map(routes);
        DeleteRule.Map(routes);
        PreviewRule.Map(routes);
        ListAlerts.Map(routes);
    }
}
