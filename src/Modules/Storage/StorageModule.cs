using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Slices;
using Monolith.Storage.Contracts;
using Monolith.Storage.Deliveries;
using Monolith.Storage.Reading;
using Monolith.Storage.Shipping;
using Monolith.Storage.Spool;
using Monolith.Storage.Tail;
using Monolith.Storage.Writing;

namespace Monolith.Storage;

/// <summary>The only module that owns tables of telemetry: takes rows in durably, ships them, and asks for them.</summary>
public sealed class StorageModule : IModule
{
    /// <inheritdoc/>
    public string Name => "Storage";

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<StorageOptions>()
            .BindConfiguration("Modules:Storage")
            .ValidateDataAnnotations()
            .ValidateOnStart();

        services
            .AddOptions<RetentionOptions>()
            .BindConfiguration("Modules:Storage")
            .ValidateDataAnnotations()
            .ValidateOnStart();

        services.AddSingleton<StorageMetrics>();
        services.AddSingleton<ISpoolDisk, SpoolDisk>();
        services.AddSingleton<SpoolHolder>();
        services.AddSingleton<ISpoolRoom, SpoolRoom>();

        services.AddSingleton<LogTail>();
        services.AddSingleton<ILogTail>(p => p.GetRequiredService<LogTail>());
        services.AddSingleton<DeliveryWindow>();
        services.AddSingleton<DeliveryJournal>();
        services.AddSingleton<CoalescingWindow>();
        services.AddSingleton<CommitQueue>();
        services.AddSingleton<LogWriter>();
        services.AddSingleton<ILogWriter>(p => p.GetRequiredService<LogWriter>());
        services.AddSingleton<ISpanWriter, SpanWriter>();

        services.AddSingleton<SchemaGate>();
        services.AddSingleton<ClickHouseTarget>();
        services.AddSingleton<Shipper>();
        services.AddSingleton<ISpoolStatus, SpoolStatusReader>();
        services.AddSingleton<IQueryRunner, QueryRunner>();
        services.AddSingleton<IQueryProgress, QueryProgressReader>();

        // In this order: the commit loop opens the spool that the others read. Stopped in the opposite order.
        services.AddHostedService<CommitLoop>();
        services.AddHostedService(p => p.GetRequiredService<DeliveryJournal>());
        services.AddHostedService<SchemaService>();
        services.AddHostedService(p => p.GetRequiredService<Shipper>());
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        // Storage is reached by the other modules only.
    }
}
