using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Documents;
using Monolith.Processing.Pipelines.Kinds;

namespace Monolith.Processing.Pipelines;

/// <summary>Pipelines, as the module takes them in.</summary>
internal static class PipelineServices
{
    /// <summary>Adds what pipelines need.</summary>
    public static IServiceCollection AddPipelines(this IServiceCollection services)
    {
        services.AddOptions<PipelineOptions>().BindConfiguration(PipelineOptions.Section);
        services.AddSingleton<StageKinds>().AddSingleton<StageCounters>();
        services.AddSingleton<PipelineReader>().AddSingleton<PipelineCompiler>().AddSingleton<PipelineSchema>();
        services.AddSingleton(provider => new PipelineCatalog(provider.GetRequiredService<PipelineCompiler>().Usual));
        services.AddSingleton<PipelineStore>().AddSingleton<PipelineFolder>().AddSingleton<PipelineDesk>();
        services.AddSingleton<PipelineTrial>();
        services.AddSingleton<PipelineLoader>();
        return services.AddSingleton<IWatchedDocuments>(provider => provider.GetRequiredService<PipelineLoader>());
    }

    /// <summary>Maps <c>/api/v1/pipelines</c>.</summary>
    public static void MapPipelines(this IEndpointRouteBuilder routes)
    {
        ListPipelines.Map(routes);
        GetPipeline.Map(routes);
        SavePipeline.Map(routes);
        DeletePipeline.Map(routes);
        ListVersions.Map(routes);
        GetVersion.Map(routes);
        CheckPipeline.Map(routes);
        TryPipeline.Map(routes);
        PublishPipeline.Map(routes);
        RollBackPipeline.Map(routes);
        GetCounts.Map(routes);
        ListKinds.Map(routes);
        GetSchema.Map(routes);
    }
}
