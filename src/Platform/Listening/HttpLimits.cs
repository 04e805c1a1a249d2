using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Monolith.Platform.Listening;

/// <summary>Sets the web server's limits, so that no client can take the connections, the memory or the time of the others.</summary>
public static class HttpLimits
{
    /// <summary>Adds the limits, on all ports that the web server listens on.</summary>
    public static IServiceCollection AddHttpLimits(this IServiceCollection services)
    {
        services
            .AddOptions<HttpLimitsOptions>()
            .BindConfiguration("Monolith:Http")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services
            .AddOptions<KestrelServerOptions>()
            .Configure<IOptions<HttpLimitsOptions>>((kestrel, options) => Set(kestrel.Limits, options.Value));
        return services;
    }

    private static void Set(KestrelServerLimits limits, HttpLimitsOptions options)
    {
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.MaxConcurrentUpgradedConnections = options.MaxUpgradedConnections;
        limits.MaxRequestLineSize = options.MaxRequestLineBytes;
        limits.MaxRequestBufferSize = Math.Max(limits.MaxRequestBufferSize ?? 0, options.MaxRequestLineBytes);
        limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
        limits.MaxRequestHeaderCount = options.MaxHeaders;
        limits.RequestHeadersTimeout = options.HeadersTimeout;
        limits.KeepAliveTimeout = options.KeepAliveTimeout;
        limits.MinRequestBodyDataRate = new MinDataRate(options.MinBodyBytesPerSecond, options.BodyGrace);

        var http2 = limits.Http2;
        http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
        http2.MaxRequestHeaderFieldSize = options.MaxHeaderBytes;
        http2.MaxFrameSize = options.MaxFrameBytes;
        http2.InitialStreamWindowSize = options.StreamWindowBytes;
        http2.InitialConnectionWindowSize = Math.Max(options.StreamWindowBytes, options.ConnectionWindowBytes);
        http2.KeepAlivePingDelay = options.PingDelay;
        http2.KeepAlivePingTimeout = options.PingTimeout;
    }
}
