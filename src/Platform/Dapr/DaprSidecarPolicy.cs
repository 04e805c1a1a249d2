using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Monolith.Platform.Dapr;

/// <summary>The authorization policy of every route that the sidecar calls:
/// <c>.RequireAuthorization(DaprSidecarPolicy.Name)</c>. Other callers get 401.</summary>
public static class DaprSidecarPolicy
{
    /// <summary>The policy's name.</summary>
    public const string Name = "dapr-sidecar";

    /// <summary>Adds the policy and the scheme behind it.</summary>
    internal static void AddDaprSidecarPolicy(this IServiceCollection services)
    {
        services
            .AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, SidecarAuthentication>(
                SidecarAuthentication.Scheme,
                configureOptions: null
            );
        services
            .AddAuthorizationBuilder()
            .AddPolicy(
                Name,
                new AuthorizationPolicyBuilder(SidecarAuthentication.Scheme).RequireAuthenticatedUser().Build()
            );
    }
}
