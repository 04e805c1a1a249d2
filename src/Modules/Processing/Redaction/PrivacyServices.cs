using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Monolith.Platform.Security;
using Monolith.Processing.Contracts;
using Monolith.Processing.Redaction.Detection;
using Monolith.Processing.Redaction.Keys;
using Monolith.Processing.Redaction.Subjects;
using Monolith.Processing.Redaction.Tokens;
using Monolith.Processing.Redaction.Vault;

namespace Monolith.Processing.Redaction;

/// <summary>Adds what finds personal values and what stands in for them: tokens, ciphertexts and their keys.</summary>
internal static class PrivacyServices
{
    public static IServiceCollection AddPrivacy(this IServiceCollection services)
    {
        services
            .AddOptions<PrivacyOptions>()
            .BindConfiguration("Modules:Processing:Privacy")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddDetection();
        services.AddSingleton<PrivacyMetrics>().AddSingleton<PrivacyAudit>();
        services.AddSingleton<KeyStore>().AddSingleton<KeyRings>();
        services.AddSingleton<TokenCache>();
        services.AddSingleton<IValueProtectors, ValueProtectors>();
        services.AddSingleton<ISubjectTokens, SubjectTokens>();
        services.AddSingleton<RevealStore>();
        services.TryAddSingleton<IRawSeal, RawSeal>();
        return services.AddHostedService<KeyRefresh>().AddHostedService<KeyRotation>();
    }

    public static void MapPrivacy(this IEndpointRouteBuilder routes)
    {
        ListKeys.Map(routes);
        RotateKeys.Map(routes);
        DestroyKey.Map(routes);
        FindTokens.Map(routes);
        ForgetSubject.Map(routes);
        RequestReveal.Map(routes);
        ListReveals.Map(routes);
        ShowReveal.Map(routes);
        DecideReveal.Map(routes);
    }
}
