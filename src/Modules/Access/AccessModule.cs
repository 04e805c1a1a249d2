using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Access.ApiKeys;
using Monolith.Access.BreakGlass;
using Monolith.Access.ClientCertificates;
using Monolith.Access.Directory;
using Monolith.Access.Doors;
using Monolith.Access.Keys;
using Monolith.Access.People;
using Monolith.Access.Roles;
using Monolith.Access.ServiceAccounts;
using Monolith.Access.SignIn;
using Monolith.Access.Teams;
using Monolith.Access.Tenants;
using Monolith.Platform.Security;
using Monolith.Platform.Slices;

namespace Monolith.Access;

/// <summary>Decides who may come in and what they may do.</summary>
public sealed class AccessModule : IModule
{
    /// <inheritdoc/>
    public string Name => "Access";

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<AccessOptions>()
            .BindConfiguration("Monolith:Access")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<KnownCertificates>();
        services.AddSingleton<BreakGlassKey>();
        services.AddSingleton<AccessMetrics>();
        services.AddSingleton<Denials>().AddHostedService(provider => provider.GetRequiredService<Denials>());
        services.AddSingleton<OpenRequests>().AddHostedService(provider => provider.GetRequiredService<OpenRequests>());
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusedRequests>();
        services.AddDirectory().AddTenants().AddKeys().AddSignIn().AddSlices(typeof(AccessModule).Assembly);
        services
            .AddAuthentication(Entrance.Scheme)
            .AddPolicyScheme(Entrance.Scheme, displayName: null, door => door.ForwardDefaultSelector = Entrance.Choose)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(
                ApiKeyAuthentication.Scheme,
                configureOptions: null
            )
            .AddScheme<AuthenticationSchemeOptions, BreakGlassAuthentication>(
                BreakGlassAuthentication.Scheme,
                configureOptions: null
            )
            .AddScheme<AuthenticationSchemeOptions, ClientCertificateAuthentication>(
                ClientCertificateAuthentication.Scheme,
                door =>
                    (door.ForwardChallenge, door.ForwardForbid) = (
                        ApiKeyAuthentication.Scheme,
                        ApiKeyAuthentication.Scheme
                    )
            );

        var authorization = services.AddAuthorizationBuilder();
        foreach (var permission in Permissions.All)
        {
            authorization.AddPolicy(
                permission,
                policy => policy.RequireAuthenticatedUser().RequireClaim(Permissions.ClaimType, permission)
            );
        }

        authorization.AddPolicy(Permissions.AnyCaller, policy => policy.RequireAuthenticatedUser());

        // An endpoint that forgot to name a permission is closed, not open. Where there is none, 404 or 405 may say so.
        authorization.SetFallbackPolicy(
            new AuthorizationPolicyBuilder()
                .RequireAssertion(context => context.Resource is HttpContext http && IsNowhere(http.GetEndpoint()))
                .Build()
        );
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        routes.MapRoles();
        routes.MapTenants();
        routes.MapPeople();
        routes.MapServiceAccounts();
        routes.MapTeams();
        routes.MapKeys();
        routes.MapSignIn();
    }

    /// <summary>No endpoint of ours: none at all, or the router's own that says that the method or the content type is wrong.</summary>
    private static bool IsNowhere(Endpoint? endpoint) =>
        endpoint is null or { DisplayName: "405 HTTP Method Not Supported" or "415 HTTP Unsupported Media Type" };
}
