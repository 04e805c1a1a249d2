using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Monolith.Platform.Telemetry;

/// <summary>Monolith's own traces, metrics and logs, sent by OTLP where configuration names a receiver.</summary>
public static class SelfTelemetry
{
    /// <summary>The meters whose metrics are Monolith's own.</summary>
    internal static readonly string[] Meters =
    [
        "Monolith.*",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Runtime",
    ];

    /// <summary>
    /// Exports to <c>Monolith:Telemetry:OtlpEndpoint</c> (or <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>) by OTLP/HTTP, for example
    /// <c>http://collector:4318</c>. Without an endpoint nothing is collected and nothing is sent.
    /// </summary>
    public static void AddSelfTelemetry(this IServiceCollection services, IConfiguration configuration, string version)
    {
        var endpoint = configuration["Monolith:Telemetry:OtlpEndpoint"] ?? configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];
        if (string.IsNullOrEmpty(endpoint))
        {
            return;
        }

        // Without this switch the framework's server spans carry no attributes, and the sampler would not see their path.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", isEnabled: false);
        var sdk = OpenTelemetrySdk.Create(builder =>
            builder
                .ConfigureResource(resource => resource.AddService("monolith", serviceVersion: version))
                .WithTracing(tracing =>
                    tracing
                        .SetSampler(new ParentBasedSampler(new NotIngest()))
                        .AddSource("Microsoft.AspNetCore", "Monolith.*")
                )
                .WithMetrics(metrics => metrics.AddMeter(Meters))
                .WithLogging(configureBuilder: null, options => options.IncludeFormattedMessage = true)
                .UseOtlpExporter(OtlpExportProtocol.HttpProtobuf, new Uri(endpoint))
        );

        services.AddSingleton<ILoggerProvider>(new SelfLoggerProvider(sdk.GetLoggerFactory()));
        services.AddLogging(logging => logging.AddFilter<SelfLoggerProvider>("Microsoft.AspNetCore", LogLevel.Warning));
        services.AddHostedService(_ => new SelfTelemetryLifetime(sdk));
    }

    /// <summary>Sends what is left when the host stops.</summary>
    private sealed class SelfTelemetryLifetime(OpenTelemetrySdk sdk) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            sdk.Dispose();
            return Task.CompletedTask;
        }
    }
}
