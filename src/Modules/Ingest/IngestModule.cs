using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Ingest.Bodies;
using Monolith.Ingest.Browsers;
using Monolith.Ingest.Elasticsearch;
using Monolith.Ingest.Fluent;
using Monolith.Ingest.Gelf;
using Monolith.Ingest.Grpc;
using Monolith.Ingest.Intake;
using Monolith.Ingest.Loki;
using Monolith.Ingest.Ndjson;
using Monolith.Ingest.Otlp;
using Monolith.Ingest.PubSub;
using Monolith.Ingest.Quarantine;
using Monolith.Ingest.Quotas;
using Monolith.Ingest.Seq;
using Monolith.Ingest.Splunk;
using Monolith.Ingest.Syslog;
using Monolith.Platform.Slices;

namespace Monolith.Ingest;

/// <summary>Takes records in and acknowledges them.</summary>
public sealed class IngestModule : IModule
{
    /// <inheritdoc/>
    public string Name => "Ingest";

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<IngestOptions>()
            .BindConfiguration("Modules:Ingest")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services
            .AddOptions<QuotaOptions>()
            .BindConfiguration("Modules:Ingest:Quotas")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddMetrics();
        services.AddSingleton<IngestMetrics>();
        services.AddSingleton<MemoryGate>();
        services.AddSingleton<BodyReader>();
        services.AddSingleton(p => new DecodeLimits(p.GetRequiredService<IOptions<IngestOptions>>().Value));
        services.AddSingleton<QuotaBook>();
        services.AddSingleton<Admission>();
        services.AddSingleton<LogIntake>();
        services.AddSingleton<SpanIntake>();
        services.AddQuarantine();
        services.AddBrowsers();
        services.AddGrpc(configuration);
        services.AddPubSub(configuration);
        services.AddSyslog(configuration);
        services.AddGelf(configuration);
        services.AddElasticsearch();
        services.AddSplunk();
        services.AddFluent(configuration);
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        IngestLogs.Map(routes);
        ExportLogs.Map(routes);
        ExportTraces.Map(routes);
        routes.MapLoki();
        IngestEvents.Map(routes);
        routes.MapQuarantine();
        routes.MapGrpc();
        routes.MapPubSub();
        routes.MapGelf();
        routes.MapElasticsearch();
        routes.MapSplunk();
    }
}
