using Microsoft.Extensions.DependencyInjection;
using Monolith.Processing.Pipelines.Kinds;

namespace Monolith.Processing.Sampling;

/// <summary>Adds what leaves records out.</summary>
internal static class SamplingServices
{
    public static IServiceCollection AddSampling(this IServiceCollection services) =>
        services.AddSingleton<LeftOut>().AddSingleton<KnownErrors>().AddSingleton<IStageKind, SampleKind>();
}
