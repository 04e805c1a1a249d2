using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Monolith.Access.People;

namespace Monolith.Access.Sessions;

/// <summary>Who has sent a request with a session.</summary>
/// <param name="Person">Who they are.</param>
/// <param name="Found">Their session.</param>
/// <param name="NeedsSecondFactor">Whether they can do nothing but set up a second factor.</param>
internal sealed record SignedIn(Person Person, FoundSession Found, bool NeedsSecondFactor)
{
    /// <summary>The policy of endpoints that are about the caller's own session and account: whoever has signed in may use them.</summary>
    public const string Policy = "signed-in";

    /// <summary>The tenant that they are in.</summary>
    public string Tenant => Found.Session.Tenant;

    /// <summary>Who has sent a request.</summary>
    /// <exception cref="InvalidOperationException">Nobody with a session: the endpoint forgot to ask for the policy.</exception>
    public static SignedIn Of(HttpContext http) =>
        http.Features.Get<SignedIn>() ?? throw new InvalidOperationException("The request has no session.");

    /// <summary>Makes the policy.</summary>
    public static void Demand(AuthorizationPolicyBuilder policy) =>
        policy
            .RequireAuthenticatedUser()
            .RequireAssertion(context => (context.Resource as HttpContext)?.Features.Get<SignedIn>() is not null);
}
