using System.Security.Claims;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Healing.Policies;

/// <summary>Removes a policy: <c>DELETE /api/v1/healing/policies/{id}</c>. Runs that have not acted yet end.</summary>
internal static class DeletePolicy
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/api/v1/healing/policies/{id}",
                async (string id, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    await mediator.Send(new Command(caller, id), cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Removes a policy of healing; runs that have not acted yet end.",
                api =>
                    api.Path("id", "The id of the policy.")
                        .Gives(StatusCodes.Status204NoContent, "It is gone.")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-policy")
                        .Refuses(StatusCodes.Status409Conflict, "policy-is-provisioned")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
            )
            .RequireAuthorization(Permissions.ManageHealing);

    internal sealed record Command(ClaimsPrincipal Caller, string Id) : IRequest<Unit>;

    internal sealed class Handler(PolicyStore policies, IDocumentStore documents, TimeProvider clock)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var tenant = TenantId.Of(request.Caller);
            var read = await policies.GetOwnAsync(tenant, request.Id, cancellationToken);
            var entry = PolicyAudit.Of(request.Caller, "healing.policy.deleted", read.Policy, clock.GetUtcNow());
            var changes = PolicyStore.Delete(new DocumentChanges(), tenant, read).Audit(entry);
            await documents.CommitAsync(PolicyHealthStore.Delete(changes, tenant, request.Id), cancellationToken);
            return Unit.Value;
        }
    }
}
