using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Audit.Anchoring;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Contracts;
using Monolith.Audit.DataAccess;
using Monolith.Audit.Events;
using Monolith.Audit.Export;
using Monolith.Audit.Keeping;
using Monolith.Audit.Proofs;
using Monolith.Audit.Reading;
using Monolith.Audit.Shipping;
using Monolith.Audit.Topics;
using Monolith.Audit.Trail;
using Monolith.Platform.Events;
using Monolith.Platform.Security;
using Monolith.Platform.Slices;

namespace Monolith.Audit;

/// <summary>Keeps who did what, so that nobody can change it unseen.</summary>
public sealed class AuditModule : IModule
{
    /// <inheritdoc/>
    public string Name => "Audit";

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSlices(typeof(AuditModule).Assembly);
        services
            .AddOptions<AuditOptions>()
            .BindConfiguration("Modules:Audit")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<AuditMetrics>();
        services.AddSingleton<TrailQueue>();
        services.AddSingleton<TrailUpgrade>();
        services.AddSingleton<TrailTable>();
        services.AddSingleton<TileTable>();
        services.AddSingleton<CheckpointTable>();
        services.AddSingleton<CheckpointStore>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<KnownTiles>();
        services.AddSingleton<ProofReader>();
        services.AddSingleton<TrailReader>();
        services.AddSingleton<TrailExporter>();
        services.AddSingleton<TrailShipper>();
        services.AddSingleton<Checkpointer>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<IAuditTrail>(p => p.GetRequiredService<AuditTrail>());
        services.AddSingleton<Commitments>();
        services.AddSingleton<AccessSpool>();
        services.AddSingleton<AccessRecorder>();
        services.AddEventHandler<AuditEntry, AppendToldEntry>(AuditEntry.Topic);

        services.AddAnchoring();
        services.AddKeeping();
        services.AddEventTopics(configuration);

        // In this order: stopped in the opposite one, so that nothing is appended when those have gone who look after it.
        services.AddHostedService(p => p.GetRequiredService<TrailShipper>());
        services.AddHostedService(p => p.GetRequiredService<Checkpointer>());
        services.AddHostedService(p => p.GetRequiredService<AuditTrail>());
        services.AddHostedService(p => p.GetRequiredService<AccessSpool>());
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var audit = routes
            .MapGroup("/api/v1/audit")
            .RequireAuthorization(Permissions.ReadAudit)
            .AddEndpointFilter(StoreFailures.AsProblems);
        ListEntries.Map(audit.RecordsAccess("audit.trail.read"));
        ExportTrail.Map(audit);
        GetCheckpoint.Map(audit);
        ListKeys.Map(audit);
        ProveEntry.Map(audit);
        ProveConsistency.Map(audit);
        TakeEvents.Map(routes);
        routes.MapEventTopics();
        routes.MapAnchoring(audit);
        routes.MapKeeping(audit);
        ForgetPerson.Map(routes);
    }
}
