using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Monolith.Ingest.Browsers;

/// <summary>Lets the pages that configuration names send from browsers.</summary>
internal static class BrowserServices
{
    private const string Policy = "ingest";

    // How long a browser remembers that it may.
    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(1);

    /// <summary>Adds who may.</summary>
    public static void AddBrowsers(this IServiceCollection services)
    {
        services
            .AddOptions<BrowserOptions>()
            .BindConfiguration("Modules:Ingest:Browsers")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddCors();
        services
            .AddOptions<CorsOptions>()
            .Configure<IOptions<BrowserOptions>>(
                (cors, options) => cors.AddPolicy(Policy, policy => Allow(policy, options.Value))
            );
    }

    /// <summary>An endpoint that browsers may send to.</summary>
    public static RouteHandlerBuilder AllowBrowsers(this RouteHandlerBuilder endpoint) => endpoint.RequireCors(Policy);

    // Never with credentials: who may send is said by a key, and what a browser sends by itself must not count.
    private static void Allow(CorsPolicyBuilder policy, BrowserOptions options) =>
        policy
            .WithOrigins([.. options.AllowedOrigins])
            .WithMethods("POST")
            .AllowAnyHeader()
            .WithExposedHeaders("Retry-After")
            .SetPreflightMaxAge(PreflightAge);
}
