using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.Keys;

/// <summary>Revokes a key: <c>DELETE /api/v1/access/keys/{id}</c>. Whoever manages access may, also where the key opens more than they
/// may do themselves: one that has leaked must not wait.</summary>
internal static class RevokeKey
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/api/v1/access/keys/{id}",
                async (string id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    await mediator.Send(new Command(Administrator.Of(http), id), cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Revokes a key: here at once, on other replicas within five seconds.",
                api =>
                    api.Path("id", "The id of the key.")
                        .OfTenant()
                        .Gives(StatusCodes.Status204NoContent, "It opens nothing any more.")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-api-key")
            )
            .RequireAuthorization(Permissions.ManageAccess);

    internal sealed record Command(Administrator Administrator, string Id) : IRequest<Unit>;

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Command, Unit>
    {
        public Task<Unit> Handle(Command request, CancellationToken cancellationToken) =>
            directory.ChangeAsync(request.Administrator, edit => Decide(edit, request), cancellationToken);

        private static Unit Decide(DirectoryEdit edit, Command request)
        {
            var key = edit.KeyOf(request.Administrator.Tenant, request.Id);
            edit.Save(key with { RevokedAt = key.RevokedAt ?? edit.Now });
            return Unit.Value;
        }
    }
}
