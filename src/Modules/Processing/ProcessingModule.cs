using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Monolith.Platform.Documents;
using Monolith.Platform.Slices;
using Monolith.Processing.Contracts;
using Monolith.Processing.Editing;
using Monolith.Processing.Enrichment;
using Monolith.Processing.Levels;
using Monolith.Processing.Parsing;
using Monolith.Processing.Pipelines;
using Monolith.Processing.Redaction;
using Monolith.Processing.Routing;
using Monolith.Processing.Sampling;
using Monolith.Processing.Schemas;
using Monolith.Processing.Spans;
using Monolith.Processing.Stages;

namespace Monolith.Processing;

/// <summary>Makes raw records uniform and safe.</summary>
public sealed class ProcessingModule : IModule
{
    /// <inheritdoc/>
    public string Name => "Processing";

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<ProcessingOptions>()
            .BindConfiguration("Modules:Processing")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<ProcessingMetrics>();

        services.AddSingleton<Normalise>();
        services.AddSingleton<Count>();
        services.AddPipelines();
        services.AddEditing();
        services.AddParsing();
        services.AddEnrichment();
        services.AddSlices(typeof(ProcessingModule).Assembly);
        services.AddDocumentWatch();
        services.AddLevels();
        services.AddSampling();
        services.AddRecordRouting();
        services.AddSchemas();
        services.AddSingleton<ILogPipeline, LogPipeline>();

        services.AddPrivacy();

        services.AddSingleton<NormaliseSpan>();
        services.AddSingleton<ISpanPipeline, SpanPipeline>();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        routes.MapPipelines();
        routes.MapLevels();
        routes.MapRecordRouting();
        routes.MapPrivacy();
        routes.MapSchemas();
    }
}
