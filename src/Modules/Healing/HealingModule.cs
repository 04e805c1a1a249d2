using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Alerting.Contracts;
using Monolith.Healing.Actions;
using Monolith.Healing.Guardrails;
using Monolith.Healing.KillSwitch;
using Monolith.Healing.Policies;
using Monolith.Healing.Runs;
using Monolith.Platform.Events;
using Monolith.Platform.Slices;
using Monolith.Platform.Workflows;

namespace Monolith.Healing;

/// <summary>Puts right what an alert says is wrong, within limits.</summary>
public sealed class HealingModule : IModule
{
    /// <inheritdoc/>
    public string Name => "Healing";

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSlices(typeof(HealingModule).Assembly);
        services.AddHealingActions(configuration);
        services
            .AddOptions<HealingOptions>()
            .BindConfiguration("Modules:Healing")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<HealingMetrics>();
        services.AddSingleton<ProvisionedPolicies>();
        services.AddHostedService(provider => provider.GetRequiredService<ProvisionedPolicies>());
        services.AddSingleton<PolicyStore>();
        services.AddSingleton<PolicyHealthStore>();
        services.AddSingleton<KillSwitches>();
        services.AddSingleton<Signals>();
        services.AddSingleton<RunLife>();
        services.AddSingleton<RunStore>();
        services.AddSingleton<RunStarter>();
        services.AddSingleton<RunDecisions>();
        services.AddScoped<ActionCatalog>();
        services.AddScoped<FactFinder>();
        services.AddEventHandler<AlertFired, HealFiredAlert>(AlertFired.Topic);
        services.AddEventHandler<AlertResolved, HearResolvedAlert>(AlertResolved.Topic);
        services.AddEventHandler<RunWoken, WakeRun>(RunWoken.Topic);
        services.AddWorkflows(workflows =>
        {
            workflows.RegisterWorkflow<Heal>();
            workflows.RegisterActivity<OpenRun>();
            workflows.RegisterActivity<TakeLock>();
            workflows.RegisterActivity<MakePlan>();
            workflows.RegisterActivity<CheckApproval>();
            workflows.RegisterActivity<Act>();
            workflows.RegisterActivity<WatchRollout>();
            workflows.RegisterActivity<VerifyRecovery>();
            workflows.RegisterActivity<RollBack>();
            workflows.RegisterActivity<EndRun>();
        });
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        CreatePolicy.Map(routes);
        ListPolicies.Map(routes);
        GetPolicy.Map(routes);
        ReplacePolicy.Map(routes);
        DeletePolicy.Map(routes);
        ResumePolicy.Map(routes);
        SetKillSwitch.Map(routes);
        GetKillSwitches.Map(routes);
        StartRun.Map(routes);
        ListRuns.Map(routes);
        GetRun.Map(routes);
        ApproveRun.Map(routes);
        RefuseRun.Map(routes);
        AbortRun.Map(routes);
    }
}
