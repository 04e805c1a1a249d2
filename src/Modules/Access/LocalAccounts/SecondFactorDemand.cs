using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Monolith.Access.ApiKeys;
using Monolith.Access.Sessions;
using Monolith.Platform.Problems;

namespace Monolith.Access.LocalAccounts;

/// <summary>Whether a session lacks the second factor that is demanded here (<c>Monolith:Access:SecondFactorRequired</c>). It opens what
/// says so of itself then, which is what it takes to set one up, and nothing else.</summary>
internal sealed class SecondFactorDemand(IOptions<AccessOptions> options)
{
    /// <summary>Why a request with such a session is refused.</summary>
    public const string Reason = "second_factor_needed";

    /// <summary>Whether it is demanded of those who sign in with a password.</summary>
    public bool IsMade => options.Value.SecondFactorRequired;

    /// <summary>Whether a session lacks it. Providers of identities see to it for those whom they vouch for.</summary>
    public bool IsUnmet(Session session) => IsMade && session is { Issuer: null, HasSecondFactor: false };

    /// <summary>Whether a session may do what a request is for.</summary>
    public bool Allows(HttpContext http, Session session) =>
        !IsUnmet(session) || http.GetEndpoint()?.Metadata.GetMetadata<Open>() is not null;

    internal sealed class Open;
}

/// <summary>403: a session without the second factor that is demanded here.</summary>
/// <param name="detail">What to do about it.</param>
internal sealed class SecondFactorNeededException(
    string detail = "Set one up at /api/v1/account/second-factor. If your account has one, sign in again, with a code."
) : ProblemException(403, "second-factor-needed", "A second factor is needed here.", detail);

internal static class SecondFactorEndpoints
{
    /// <summary>Has an endpoint be there for those too who still have to set up the second factor that is demanded here.</summary>
    public static RouteHandlerBuilder OpenWithoutSecondFactor(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new SecondFactorDemand.Open());
}
