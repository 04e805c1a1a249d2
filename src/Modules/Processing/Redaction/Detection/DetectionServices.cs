using Microsoft.Extensions.DependencyInjection;
using Monolith.Processing.Pipelines.Kinds;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>Adds what finds personal values and secrets and replaces them.</summary>
internal static class DetectionServices
{
    public static IServiceCollection AddDetection(this IServiceCollection services)
    {
        services
            .AddOptions<RedactionOptions>()
            .BindConfiguration("Modules:Processing:Redaction")
            .Validate(options => RedactRules.Read(new RedactSettings(), options) is not null)
            .ValidateOnStart();
        services.AddSingleton<Redactors>();
        services.AddSingleton<IStageKind, RedactKind>();
        return services;
    }
}
