using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Monolith.Ingest.Intake;
using Monolith.Ingest.Sockets.Datagrams;
using Monolith.Platform.Listening;
using Monolith.Platform.Security;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Sockets;

/// <summary>Opens ports for protocols that are not HTTP.</summary>
internal static class SocketServices
{
    /// <summary>Opens a TCP port if its section has an address.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="name">The port's name, for people.</param>
    /// <param name="section">Where its options are.</param>
    /// <param name="options">Its options.</param>
    /// <param name="protocol">What is spoken there.</param>
    public static void AddTcpPort(
        this IServiceCollection services,
        IConfiguration configuration,
        string name,
        string section,
        TcpPortOptions options,
        Func<IServiceProvider, IStreamProtocol> protocol
    )
    {
        services.AddSocketIntake();
        if (options.Address.Length == 0)
        {
            return;
        }

        var sender = SenderOf(configuration, name, options);
        services.AddTcpListener(
            new Listener(name, $"{section}:Address", options.Address),
            listen =>
            {
                if (options.CertificateFile.Length > 0)
                {
                    listen.UseHttps(Tls(section, options));
                }

                var port = ActivatorUtilities.CreateInstance<StreamPort>(
                    listen.ApplicationServices,
                    sender,
                    options,
                    protocol(listen.ApplicationServices)
                );
                listen.Run(port.ServeAsync);
            }
        );
    }

    /// <summary>Opens a UDP port if its section has an address.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="name">The port's name, for people.</param>
    /// <param name="source">The protocol's name, as <see cref="BatchOrigin.Source"/>.</param>
    /// <param name="section">Where its options are.</param>
    /// <param name="options">Its options.</param>
    /// <param name="protocol">What is spoken there.</param>
    public static void AddUdpPort(
        this IServiceCollection services,
        IConfiguration configuration,
        string name,
        string source,
        string section,
        UdpPortOptions options,
        Func<IServiceProvider, IDatagramProtocol> protocol
    )
    {
        services.AddSocketIntake();
        if (options.Address.Length == 0)
        {
            return;
        }

        var sender = SenderOf(configuration, name, options);
        var listener = new Listener(name, $"{section}:Address", options.Address);
        services.AddSingleton(listener);

        // Added as it is, because there may be several of the type.
        services.AddSingleton<IHostedService>(provider =>
            ActivatorUtilities.CreateInstance<DatagramPort>(
                provider,
                sender,
                source,
                listener,
                options,
                protocol(provider)
            )
        );
    }

    /// <summary>The options that decide whether a port is opened: that must be known before there are services.</summary>
    public static TOptions Read<TOptions>(this IConfiguration configuration, string section)
        where TOptions : PortOptions, new() => configuration.GetSection(section).Get<TOptions>() ?? new TOptions();

    private static void AddSocketIntake(this IServiceCollection services)
    {
        services.TryAddSingleton<SocketMetrics>();
        services.TryAddSingleton<SocketIntake>();
    }

    private static Sender SenderOf(IConfiguration configuration, string name, PortOptions options) =>
        new(options.Tenant.Length > 0 ? new TenantId(options.Tenant) : TenantId.Own(configuration), name);

    // Kestrel's TLS is that of its HTTPS; nothing in it is of HTTP but the name.
    private static HttpsConnectionAdapterOptions Tls(string section, TcpPortOptions options)
    {
        var key = options.KeyFile.Length > 0 ? options.KeyFile : options.CertificateFile;
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(options.CertificateFile);
        var tls = new HttpsConnectionAdapterOptions
        {
            ServerCertificate = X509Certificate2.CreateFromPemFile(options.CertificateFile, key),
            ServerCertificateChain = chain,
            SslProtocols = TlsVersions.Spoken,
        };
        if (options.ClientAuthoritiesFile.Length > 0)
        {
            var authorities = new ClientAuthorities($"{section}:ClientAuthoritiesFile", options.ClientAuthoritiesFile);
            authorities.Check();
            tls.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            tls.ClientCertificateValidation = (certificate, chain, _) => authorities.HaveSigned(certificate, chain);
        }

        return tls;
    }
}
