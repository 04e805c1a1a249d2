using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;

namespace Monolith.Access.Sessions;

/// <summary>Goes on in another tenant: <c>POST /api/v1/session/tenant</c>.</summary>
internal static class SwitchTenant
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/session/tenant",
                async (HttpContext http, SessionStart start, CancellationToken cancellationToken) =>
                {
                    var who = SignedIn.Of(http);
                    var asked = await DocumentJson.ReadAsync<Request>(http.Request, cancellationToken);
                    if (who.Person.In(asked.Tenant) is null)
                    {
                        throw new NotAllowedException("not-a-member", "You are no member of this tenant.");
                    }

                    var after = await start.RotateAsync(
                        http,
                        who,
                        session => session with { Tenant = asked.Tenant },
                        "access.session.tenant_switched",
                        cancellationToken
                    );
                    return DocumentJson.Answer(SessionView.Of(after));
                }
            )
            .Describe(
                "Goes on in another tenant of the person.",
                api =>
                    api.Takes<Request>("Where to.", DocumentJson.Options)
                        .Gives<SessionView>(
                            StatusCodes.Status200OK,
                            "The session, which has another cookie and another token now.",
                            DocumentJson.Options
                        )
                        .Refuses(StatusCodes.Status403Forbidden, "not-a-member")
            )
            .RequireAuthorization(SignedIn.Policy);

    /// <summary>Where to.</summary>
    /// <param name="Tenant">One of the person's tenants.</param>
    internal sealed record Request(string Tenant);
}
