using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.People;

/// <summary>Lists the members of the tenant: <c>GET /api/v1/access/people</c>.</summary>
internal static class ListPeople
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/access/people",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                    DocumentJson.Answer(
                        await mediator.Send(new Query(Administrator.Of(http).Tenant), cancellationToken)
                    )
            )
            .Describe(
                "Lists the members of the tenant, by address.",
                api => api.OfTenant().Gives<Response>(StatusCodes.Status200OK, "The members.", DocumentJson.Options)
            )
            .RequireAuthorization(Permissions.ReadAccess);

    internal sealed record Query(TenantId Tenant) : IRequest<Response>;

    internal sealed record Response(IReadOnlyList<PersonView> People);

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Query, Response>
    {
        public Task<Response> Handle(Query request, CancellationToken cancellationToken) =>
            Task.FromResult(
                new Response([
                    .. directory
                        .Now.Documents.People.Values.Select(document => document.Value)
                        .Where(person => person.In(request.Tenant.Value) is not null)
                        .OrderBy(person => person.Email, StringComparer.Ordinal)
                        .Select(person => PersonView.Of(person, request.Tenant)),
                ])
            );
    }
}
