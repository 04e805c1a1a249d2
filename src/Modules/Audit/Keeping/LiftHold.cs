using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Audit.Keeping;

/// <summary>Lifts a hold of the caller's trail: <c>POST /api/v1/audit/holds/{id}/lift</c>. That it stood, and who lifted it why, the
/// trail says.</summary>
internal static class LiftHold
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/audit/holds/{id:guid}/lift",
                async (Guid id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await DocumentJson.ReadAsync<Body>(http.Request, cancellationToken);
                    var command = new Command(TenantId.Of(http.User).Value, Actor.Of(http.User), id, body.Reason);
                    await mediator.Send(command, cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Lifts a hold of the audit trail.",
                api =>
                    api.Path("id", "The id of the hold.")
                        .Takes<Body>("Why.", DocumentJson.Options)
                        .Gives(StatusCodes.Status204NoContent, "It is lifted.")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-hold")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
            )
            .RequireAuthorization(Permissions.ManageAudit);

    internal sealed record Body(string Reason);

    internal sealed record Command(string Tenant, Actor Caller, Guid Id, string Reason) : IRequest<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).NotEmpty().MaximumLength(500).OverridePropertyName("reason");
    }

    internal sealed class Handler(KeepingStore store) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var before = await store.FindAsync(request.Tenant, cancellationToken);
            var hold =
                before?.Value.Holds.FirstOrDefault(hold => hold.Id == request.Id)
                ?? throw new NotFoundException("no-such-hold", "No hold of this id stands on the audit trail.");
            var told = store.Entry(
                request.Tenant,
                request.Caller,
                "audit.hold.lifted",
                new AuditTarget("legal_hold", $"{hold.Id}"),
                request.Reason
            ) with
            {
                Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = hold.Name },
            };
            var lifted = before.Value with { Holds = [.. before.Value.Holds.Where(other => other != hold)] };
            await store.SaveAsync(request.Tenant, before, lifted, told, cancellationToken);
            return Unit.Value;
        }
    }
}
