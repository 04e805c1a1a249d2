using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Ingest.Sockets;
using Monolith.Ingest.Sockets.Framing;

namespace Monolith.Ingest.Gelf;

/// <summary>Takes GELF messages by HTTP, and by TCP and UDP where these have an address.</summary>
internal static class GelfServices
{
    /// <summary>The protocol's name.</summary>
    public const string Source = "gelf";

    private const string UdpName = "GELF UDP";

    public static void AddGelf(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<GelfUdpOptions>()
            .BindConfiguration(GelfUdpOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services
            .AddOptions<GelfTcpOptions>()
            .BindConfiguration(GelfTcpOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();

        services.AddSingleton<GelfDecoder>();
        var udp = configuration.Read<GelfUdpOptions>(GelfUdpOptions.Section);
        services.AddUdpPort(
            configuration,
            UdpName,
            Source,
            GelfUdpOptions.Section,
            udp,
            provider =>
            {
                var metrics = provider.GetRequiredService<SocketMetrics>();
                return new GelfDatagrams(
                    provider.GetRequiredService<GelfDecoder>(),
                    new ChunkStore(
                        udp,
                        provider.GetRequiredService<DecodeLimits>().MaxRecordBytes,
                        provider.GetRequiredService<TimeProvider>(),
                        reason => metrics.Dropped(UdpName, reason)
                    ),
                    provider.GetRequiredService<DecodeLimits>()
                );
            }
        );
        var tcp = configuration.Read<GelfTcpOptions>(GelfTcpOptions.Section);
        services.AddTcpPort(
            configuration,
            "GELF TCP",
            GelfTcpOptions.Section,
            tcp,
            provider =>
            {
                var limits = provider.GetRequiredService<DecodeLimits>();
                return new FramedProtocol(
                    Source,
                    tcp,
                    () => new ZeroFraming(limits.MaxRecordBytes),
                    provider.GetRequiredService<GelfDecoder>(),
                    provider.GetRequiredService<TimeProvider>()
                );
            }
        );
    }
}
