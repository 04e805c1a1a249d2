using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Platform.Listening;

namespace Monolith.Ingest.Grpc;

/// <summary>Opens the port of OTLP/gRPC, unless it is switched off.</summary>
internal static class GrpcServices
{
    /// <summary>Adds the port and what answers there.</summary>
    public static void AddGrpc(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<GrpcOptions>()
            .BindConfiguration(GrpcOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        var options = configuration.GetSection(GrpcOptions.Section).Get<GrpcOptions>() ?? new GrpcOptions();
        if (options.Address.Length == 0)
        {
            return;
        }

        services.AddHealthChecks();
        services.AddSingleton<IStartupFilter, GrpcGate>();
        services.AddTcpListener(
            new Listener("OTLP/gRPC", $"{GrpcOptions.Section}:Address", options.Address),
            port => Open(port, options)
        );
    }

    /// <summary>Maps the methods.</summary>
    public static void MapGrpc(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetRequiredService<IOptions<GrpcOptions>>().Value.Address.Length > 0)
        {
            ExportByGrpc.Map(routes);
            CheckHealth.Map(routes);
        }
    }

    private static void Open(ListenOptions port, GrpcOptions options)
    {
        port.Protocols = HttpProtocols.Http2;
        if (options is { CertificateFile: { } certificate, KeyFile: var key })
        {
            var clients = options.ClientAuthoritiesFile is { } file
                ? new ClientAuthorities($"{GrpcOptions.Section}:ClientAuthoritiesFile", file)
                : null;
            new PemCertificate($"{GrpcOptions.Section}:CertificateFile", certificate, key ?? certificate).Protect(
                port,
                clients
            );
        }

        port.Use(next =>
            connection =>
            {
                connection.Features.Set(GrpcConnection.Instance);
                return next(connection);
            }
        );
    }
}
