using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Monolith.Platform.Listening;

/// <summary>Encrypts the web server's connections with certificates that are renewed without a restart.</summary>
public static class Tls
{
    /// <summary>Adds what the section <c>Monolith:Http:Tls</c> says, for every address that begins with <c>https://</c>.</summary>
    public static IServiceCollection AddTls(this IServiceCollection services)
    {
        services
            .AddOptions<TlsOptions>()
            .BindConfiguration(TlsOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services
            .AddOptions<KestrelServerOptions>()
            .Configure<IOptions<TlsOptions>, ILogger<PemCertificate>>(
                (kestrel, options, logger) =>
                {
                    // Also for a certificate that is set in Kestrel's own section.
                    kestrel.ConfigureHttpsDefaults(https =>
                    {
                        https.SslProtocols = TlsVersions.Spoken;
                        if (options.Value.CertificateFile is { } file)
                        {
                            Protect(https, file, options.Value, logger);
                        }
                    });
                }
            );
        return services;
    }

    private static void Protect(
        HttpsConnectionAdapterOptions https,
        string file,
        TlsOptions options,
        ILogger<PemCertificate> logger
    )
    {
        new PemCertificate($"{TlsOptions.Section}:CertificateFile", file, options.KeyFile ?? file).Protect(
            https,
            logger
        );
        if (options.ClientAuthoritiesFile is { } authoritiesFile)
        {
            var authorities = new ClientAuthorities($"{TlsOptions.Section}:ClientAuthoritiesFile", authoritiesFile);
            authorities.Check();
            https.ClientCertificateMode = options.DemandsClientCertificate
                ? ClientCertificateMode.RequireCertificate
                : ClientCertificateMode.AllowCertificate;
            https.ClientCertificateValidation = (certificate, chain, _) => authorities.HaveSigned(certificate, chain);
        }
    }
}
