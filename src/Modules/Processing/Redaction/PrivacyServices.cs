using Microsoft.Extensions.DependencyInjection;
using Monolith.Processing.Redaction.Keys;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Redaction;

/// <summary>Adds what stands in for personal values: tokens, ciphertexts and their keys.</summary>
internal static class PrivacyServices
{
    public static IServiceCollection AddPrivacy(this IServiceCollection services)
    {
        services.AddSingleton<PrivacyMetrics>();
        services.AddSingleton<KeyStore>();
        services.AddSingleton<KeyRings>();
        services.AddSingleton<TokenCache>();
        services.AddSingleton<IValueProtectors, ValueProtectors>();
        return services.AddHostedService<KeyRefresh>();
    }
}
