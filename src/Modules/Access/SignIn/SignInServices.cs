using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Monolith.Access.ApiKeys;
using Monolith.Access.Contracts;
using Monolith.Access.LocalAccounts;
using Monolith.Access.OpenId;
using Monolith.Access.Sessions;
using Monolith.Access.SetUp;

namespace Monolith.Access.SignIn;

/// <summary>How people come in, as the module takes it in.</summary>
internal static class SignInServices
{
    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        services
            .AddOptions<SessionOptions>()
            .BindConfiguration(SessionOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(_ => new PasswordHasher());
        services
            .AddSingleton<SignInTrail>()
            .AddSingleton<Attempts>()
            .AddSingleton<AccountStore>()
            .AddSingleton<AccountSignIn>()
            .AddSingleton<PasswordChange>()
            .AddSingleton<SessionStore>()
            .AddSingleton<SessionCensus>()
            .AddHostedService(provider => provider.GetRequiredService<SessionCensus>())
            .AddSingleton<SessionCookie>()
            .AddSingleton<SessionStart>()
            .AddSingleton<CrossSite>()
            .AddSingleton<SecondFactorDemand>()
            .AddSingleton<OpenIdProviders>()
            .AddSingleton<OpenIdSignIn>()
            .AddSingleton<FlowCookie>()
            .AddSingleton<ProviderSignOut>()
            .AddSingleton<ReturnAddress>()
            .AddSingleton<SetUpLinks>()
            .AddSingleton<ISetUpLink>(provider => provider.GetRequiredService<SetUpLinks>());
        services
            .AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(
                SessionAuthentication.Scheme,
                configureOptions: null
            )
            .AddScheme<AuthenticationSchemeOptions, BearerAuthentication>(
                BearerAuthentication.Scheme,
                door =>
                    (door.ForwardChallenge, door.ForwardForbid) = (
                        ApiKeyAuthentication.Scheme,
                        ApiKeyAuthentication.Scheme
                    )
            );
        services.AddAuthorizationBuilder().AddPolicy(SignedIn.Policy, SignedIn.Demand);
        return services;
    }

    /// <summary>Maps what people come in by, and what is theirs when they are in.</summary>
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        GetWays.Map(routes);
        CreateSession.Map(routes);
        GetSession.Map(routes);
        EndSession.Map(routes);
        SwitchTenant.Map(routes);
        ListSessions.Map(routes);
        EndSessions.Map(routes);
        MakeOwner.Map(routes);
        ChangePassword.Map(routes);
        CreateReset.Map(routes);
        ResetPassword.Map(routes);
        GetSecondFactor.Map(routes);
        BeginSecondFactor.Map(routes);
        ConfirmSecondFactor.Map(routes);
        RemoveSecondFactor.Map(routes);
        WithdrawSecondFactor.Map(routes);
        BeginOpenId.Map(routes);
        FinishOpenId.Map(routes);
        EndByProvider.Map(routes);
    }
}
