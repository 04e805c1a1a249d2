using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.People;

/// <summary>Shows a member of the tenant: <c>GET /api/v1/access/people/{id}</c>.</summary>
internal static class GetPerson
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/access/people/{id}",
                async (string id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var tenant = Administrator.Of(http).Tenant;
                    var found = await mediator.Send(new Query(tenant, id), cancellationToken);
                    http.Response.Headers.ETag = $"\"{found.ETag}\"";
                    return DocumentJson.Answer(PersonView.Of(found.Value, tenant));
                }
            )
            .Describe(
                "Shows a member of the tenant, with the ETag.",
                api =>
                    api.Path("id", "The id of the person.")
                        .OfTenant()
                        .Gives<PersonView>(StatusCodes.Status200OK, "The member.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-person")
            )
            .RequireAuthorization(Permissions.ReadAccess);

    internal sealed record Query(TenantId Tenant, string Id) : IRequest<Document<Person>>;

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Query, Document<Person>>
    {
        public Task<Document<Person>> Handle(Query request, CancellationToken cancellationToken) =>
            Task.FromResult(
                directory.Now.Documents.People.GetValueOrDefault(request.Id) is { } found
                && found.Value.In(request.Tenant.Value) is not null
                    ? found
                    : throw Members.NoSuch(request.Id)
            );
    }
}
