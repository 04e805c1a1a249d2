using Microsoft.Extensions.DependencyInjection;
using Monolith.Processing.Parsing.Fingerprints;
using Monolith.Processing.Parsing.Measuring;
using Monolith.Processing.Pipelines.Kinds;

namespace Monolith.Processing.Parsing;

/// <summary>The stages that make fields and numbers out of text.</summary>
internal static class ParsingServices
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddParsing(this IServiceCollection services) =>
        services
            .AddSingleton<IStageKind, ParseKind>()
            .AddSingleton<IStageKind, FingerprintKind>()
            .AddSingleton<IStageKind, MetricKind>();
}
