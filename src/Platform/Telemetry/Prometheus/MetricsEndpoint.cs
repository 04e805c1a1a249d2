using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Platform.Telemetry.Prometheus;

/// <summary>Shows Monolith's own metrics to Prometheus: <c>GET /metrics</c>.</summary>
public static class MetricsEndpoint
{
    private const string TextFormat = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Counts from now on.</summary>
    public static void AddPrometheus(this IServiceCollection services) =>
        services.AddSingleton(_ => new PrometheusScrape(SelfTelemetry.Meters));

    /// <summary>Maps the endpoint. It takes a key with <see cref="Permissions.ReadMetrics"/>.</summary>
    public static void MapPrometheus(this IEndpointRouteBuilder routes)
    {
        // Made now and not by the first scrape: what is counted before it would be lost.
        var scrape = routes.ServiceProvider.GetRequiredService<PrometheusScrape>();
        routes
            .MapGet("/metrics", () => TypedResults.Text(scrape.Collect(), TextFormat))
            .Describe(
                "Shows the metrics of this server to Prometheus.",
                api => api.GivesAny(StatusCodes.Status200OK, "The metrics.", "text/plain")
            )
            .RequireAuthorization(Permissions.ReadMetrics);
    }
}
