using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Access.Doors;

/// <summary>Has the audit trail told of callers who ask for what they may not, whichever door they came by and whoever finds it out; and
/// has those who may watched for as long as they are answered.</summary>
internal sealed class RefusedRequests(Denials denials, OpenRequests open) : IAuthorizationMiddlewareResultHandler
{
    /// <summary>Why a caller is refused who lacks a permission.</summary>
    public const string NotAllowed = "not_allowed";

    private readonly AuthorizationMiddlewareResultHandler _framework = new();

    public async Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        if (authorizeResult.Forbidden)
        {
            Tell(context, NotAllowed);
        }

        using var watched = open.Watch(context);
        try
        {
            await _framework.HandleAsync(next, context, policy, authorizeResult);
        }
        catch (ProblemException refusal) when (refusal.Status == StatusCodes.Status403Forbidden)
        {
            Tell(context, refusal.Reason);
            throw;
        }
    }

    private void Tell(HttpContext context, string reason)
    {
        if (context.User.Identity is CallerIdentity { Name: { } name })
        {
            denials.Note(new Denial(TenantId.Of(context.User).Value, name, EndpointOf(context), reason));
        }
    }

    /// <summary>What was asked for, without the values in its address.</summary>
    public static string EndpointOf(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint endpoint
            ? $"{context.Request.Method} {endpoint.RoutePattern.RawText}"
            : "nowhere";
}
