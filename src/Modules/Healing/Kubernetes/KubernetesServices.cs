using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Healing.Kubernetes.Connection;

namespace Monolith.Healing.Kubernetes;

/// <summary>Registers the client of the Kubernetes API.</summary>
internal static class KubernetesServices
{
    /// <summary>Adds the client. A kubeconfig file that is named and cannot be used stops the start.</summary>
    public static IServiceCollection AddKubernetes(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<KubernetesOptions>()
            .BindConfiguration(KubernetesOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<KubernetesOptions>, ReadableKubeconfig>();
        services.AddSingleton<KubernetesMetrics>();
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<KubernetesOptions>>();
            return Connect(options.Value, configuration) is { } connection
                ? KubernetesCluster.At(
                    connection,
                    options,
                    provider.GetRequiredService<KubernetesMetrics>(),
                    provider.GetRequiredService<TimeProvider>()
                )
                : KubernetesCluster.None;
        });
        return services;
    }

    private static KubernetesConnection? Connect(KubernetesOptions options, IConfiguration configuration) =>
        options.Kubeconfig is { Length: > 0 } file ? Kubeconfig.Read(file).Connect(options.Context)
        : InCluster.IsThere(configuration) ? InCluster.Connect(configuration, options.ServiceAccountPath)
        : null;

    private sealed class ReadableKubeconfig : IValidateOptions<KubernetesOptions>
    {
        public ValidateOptionsResult Validate(string? name, KubernetesOptions options)
        {
            if (string.IsNullOrEmpty(options.Kubeconfig))
            {
                return ValidateOptionsResult.Success;
            }

            try
            {
                using var connection = Kubeconfig.Read(options.Kubeconfig).Connect(options.Context);
                return ValidateOptionsResult.Success;
            }
            catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
            {
                return ValidateOptionsResult.Fail($"{KubernetesOptions.Section}:Kubeconfig: {error.Message}");
            }
        }
    }
}
