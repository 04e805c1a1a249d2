using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Platform.ClickHouse.Migrations;
using Monolith.Platform.Engine;

namespace Monolith.Platform.ClickHouse;

/// <summary>Registers ClickHouse.</summary>
public static class ClickHouseServices
{
    /// <summary>
    /// Adds a <see cref="ClickHouseClient"/> for the server of <c>Monolith:ClickHouse:Url</c>, or for the embedded engine,
    /// which is then started and watched too; and a <see cref="MigrationRunner"/>.
    /// </summary>
    /// <remarks>Services that use ClickHouse while they start must be added after it.</remarks>
    public static IServiceCollection AddClickHouse(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<ClickHouseOptions>()
            .BindConfiguration(ClickHouseOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<MigrationRunner>();
        if (configuration[$"{ClickHouseOptions.Section}:{nameof(ClickHouseOptions.Url)}"] is not { Length: > 0 })
        {
            services.AddEmbeddedEngine();
        }

        return services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<ClickHouseOptions>>().Value;
            var http = options.Url is { } url
                ? ClickHouseTransport.To(url, options.User, options.Password)
                : ClickHouseTransport.To(provider.GetRequiredService<EngineEndpoint>());
            return new ClickHouseClient(http, options.Database, provider.GetRequiredService<TimeProvider>());
        });
    }
}
