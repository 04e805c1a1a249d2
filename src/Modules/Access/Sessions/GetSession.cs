using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.LocalAccounts;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;

namespace Monolith.Access.Sessions;

/// <summary>Who has signed in with this browser: <c>GET /api/v1/session</c>.</summary>
internal static class GetSession
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/session",
                IResult (HttpContext http) =>
                {
                    http.Response.Headers.CacheControl = "no-store";
                    return http.Features.Get<SignedIn>() is { } who
                        ? DocumentJson.Answer(SessionView.Of(who))
                        : TypedResults.NoContent();
                }
            )
            .Describe(
                "Shows who has signed in with this browser, and what must go with its requests.",
                api =>
                    api.Gives<SessionView>(StatusCodes.Status200OK, "The session.", DocumentJson.Options)
                        .Gives(StatusCodes.Status204NoContent, "Nobody has.")
            )
            .OpenWithoutSecondFactor()
            .AllowAnonymous();
}
