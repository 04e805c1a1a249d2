using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Monolith.Platform;
using Monolith.Platform.Reference;

namespace Monolith.Host.Health;

/// <summary>
/// <c>/healthz/live</c>: the process answers. <c>/healthz/ready</c>: it may be sent work. A host whose engine is away for
/// a moment still accepts records, so it stays ready and says <c>degraded</c>; one that cannot keep a record is not ready.
/// </summary>
internal static class Readiness
{
    public static void AddReadiness(this IServiceCollection services, IConfiguration configuration)
    {
        var checks = services
            .AddHealthChecks()
            .AddCheck<EngineHealth>("engine")
            .AddCheck<SpoolHealth>("spool")
            .AddCheck<DiskHealth>("disk");
        if (Runtime.Of(configuration) == RuntimeKind.Dapr)
        {
            checks.AddCheck<DaprHealth>("dapr");
        }
    }

    public static void MapReadiness(this IEndpointRouteBuilder routes)
    {
        routes
            .MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false })
            .Describe(
                "Says that the server is alive.",
                api => api.ForMethods(HttpMethods.Get).GivesAny(StatusCodes.Status200OK, "It is.", "text/plain")
            )
            .AllowAnonymous();
        routes
            .MapHealthChecks("/healthz/ready", new HealthCheckOptions { ResponseWriter = WriteAsync })
            .Describe(
                "Says whether the server is ready, and what it waits for.",
                api =>
                    api.ForMethods(HttpMethods.Get)
                        .Gives(
                            StatusCodes.Status200OK,
                            "It is ready, perhaps with something degraded.",
                            """{"status":"ready","checks":{"engine":{"status":"ready","detail":"running"}}}"""
                        )
                        .GivesAny(
                            StatusCodes.Status503ServiceUnavailable,
                            "It is not ready: the same form says why.",
                            "application/json"
                        )
            )
            .AllowAnonymous();
    }

    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", Word(report.Status));
        json.WriteStartObject("checks");
        foreach (var (name, entry) in report.Entries)
        {
            json.WriteStartObject(name);
            json.WriteString("status", Word(entry.Status));
            json.WriteString("detail", entry.Description);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Word(HealthStatus status) =>
        status switch
        {
            HealthStatus.Healthy => "ready",
            HealthStatus.Degraded => "degraded",
            _ => "not ready",
        };
}
