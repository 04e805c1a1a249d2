using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;

namespace Monolith.Access.Sessions;

/// <summary>Where the caller has signed in: <c>GET /api/v1/account/sessions</c>.</summary>
internal static class ListSessions
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/account/sessions",
                async (HttpContext http, SessionStore sessions, CancellationToken cancellationToken) =>
                {
                    var who = SignedIn.Of(http);
                    var all = await sessions.ListAsync(who.Person.Id, cancellationToken);
                    return DocumentJson.Answer(
                        new Response([.. all.Select(s => Listed.Of(s, s.Hash == who.Found.Session.Hash))])
                    );
                }
            )
            .Describe(
                "Lists where the caller has signed in, the newest first.",
                api => api.Gives<Response>(StatusCodes.Status200OK, "The sessions.", DocumentJson.Options)
            )
            .RequireAuthorization(SignedIn.Policy);

    internal sealed record Response(IReadOnlyList<Listed> Sessions);

    internal sealed record Listed(
        string Id,
        string Tenant,
        string Way,
        string Network,
        string Browser,
        DateTimeOffset StartedAt,
        DateTimeOffset SeenAt,
        bool IsThis
    )
    {
        public static Listed Of(Session session, bool isThis) =>
            new(
                session.Id,
                session.Tenant,
                session.Way,
                session.Network,
                session.Browser,
                session.StartedAt,
                session.SeenAt,
                isThis
            );
    }
}
