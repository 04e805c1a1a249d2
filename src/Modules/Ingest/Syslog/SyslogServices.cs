using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Ingest.Sockets;
using Monolith.Ingest.Sockets.Datagrams;
using Monolith.Ingest.Sockets.Framing;

namespace Monolith.Ingest.Syslog;

/// <summary>Takes syslog messages, old and new, by UDP, TCP and TLS. Each is off until it has an address.</summary>
internal static class SyslogServices
{
    private const string Source = "syslog";

    public static void AddSyslog(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<SyslogOptions>()
            .BindConfiguration(SyslogOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services
            .AddOptions<SyslogUdpOptions>()
            .BindConfiguration(SyslogUdpOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services
            .AddOptions<SyslogTcpOptions>()
            .BindConfiguration(SyslogTcpOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services
            .AddOptions<SyslogTlsOptions>()
            .BindConfiguration(SyslogTlsOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();

        services.AddSingleton<SyslogDecoder>();
        var udp = configuration.Read<SyslogUdpOptions>(SyslogUdpOptions.Section);
        services.AddUdpPort(
            configuration,
            "syslog UDP",
            Source,
            SyslogUdpOptions.Section,
            udp,
            provider => new PlainDatagrams(provider.GetRequiredService<SyslogDecoder>())
        );
        var tcp = configuration.Read<SyslogTcpOptions>(SyslogTcpOptions.Section);
        services.AddTcpPort(configuration, "syslog TCP", SyslogTcpOptions.Section, tcp, p => Protocol(p, tcp));
        var tls = configuration.Read<SyslogTlsOptions>(SyslogTlsOptions.Section);
        services.AddTcpPort(configuration, "syslog TLS", SyslogTlsOptions.Section, tls, p => Protocol(p, tls));
    }

    private static FramedProtocol Protocol(IServiceProvider provider, TcpPortOptions options)
    {
        var limits = provider.GetRequiredService<DecodeLimits>();
        var decoder = provider.GetRequiredService<SyslogDecoder>();
        return new FramedProtocol(
            Source,
            options,
            () => new SyslogFraming(limits.MaxRecordBytes, decoder.MultiLine),
            decoder,
            provider.GetRequiredService<TimeProvider>()
        );
    }
}
