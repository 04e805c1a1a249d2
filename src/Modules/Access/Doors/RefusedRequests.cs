using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Security;

namespace Monolith.Access.Doors;

/// <summary>Has the audit trail told of callers who ask for what they may not, whichever door they came by.</summary>
internal sealed class RefusedRequests(Denials denials) : IAuthorizationMiddlewareResultHandler
{
    /// <summary>Why a caller is refused who lacks a permission.</summary>
    public const string NotAllowed = "not_allowed";

    private readonly AuthorizationMiddlewareResultHandler _framework = new();

    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        if (authorizeResult.Forbidden && context.User.Identity is CallerIdentity { Name: { } name })
        {
            denials.Note(new Denial(TenantId.Of(context.User).Value, name, EndpointOf(context), NotAllowed));
        }

        return _framework.HandleAsync(next, context, policy, authorizeResult);
    }

    /// <summary>What was asked for, without the values in its address.</summary>
    public static string EndpointOf(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint endpoint
            ? $"{context.Request.Method} {endpoint.RoutePattern.RawText}"
            : "nowhere";
}
