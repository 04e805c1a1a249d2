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

/// <summary>Holds the caller's trail as it is, until the hold is lifted: <c>POST /api/v1/audit/holds</c>.</summary>
internal static class PlaceHold
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/audit/holds",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await DocumentJson.ReadAsync<Body>(http.Request, cancellationToken);
                    var command = new Command(TenantId.Of(http.User).Value, Actor.Of(http.User), body);
                    var hold = await mediator.Send(command, cancellationToken);
                    return DocumentJson.Answer(hold, StatusCodes.Status201Created);
                }
            )
            .Describe(
                "Holds the audit trail as it is, until the hold is lifted.",
                api =>
                    api.Takes<Body>("What people call it, and why.", DocumentJson.Options)
                        .Gives<LegalHold>(StatusCodes.Status201Created, "The hold.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
                        .Refuses(StatusCodes.Status409Conflict, "too-many-holds")
            )
            .RequireAuthorization(Permissions.ManageAudit);

    internal sealed record Body(string Name, string Reason);

    internal sealed record Command(string Tenant, Actor Caller, Body Body) : IRequest<LegalHold>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Body.Name).NotEmpty().MaximumLength(200).OverridePropertyName("name");
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500).OverridePropertyName("reason");
        }
    }

    internal sealed class Handler(KeepingStore store, TimeProvider clock) : IRequestHandler<Command, LegalHold>
    {
        private const int MaxHolds = 100;

        public async Task<LegalHold> Handle(Command request, CancellationToken cancellationToken)
        {
            var (tenant, body, now) = (request.Tenant, request.Body, clock.GetUtcNow());
            var before = await store.FindAsync(tenant, cancellationToken);
            var keeping = before?.Value ?? TrailKeeping.ForEver;
            if (keeping.Holds.Count >= MaxHolds)
            {
                throw new ConflictException("too-many-holds", $"There may be {MaxHolds} holds at a time.");
            }

            var hold = new LegalHold(Guid.CreateVersion7(now), body.Name, body.Reason, request.Caller.Name, now);
            var target = new AuditTarget("legal_hold", $"{hold.Id}");
            var told = store.Entry(tenant, request.Caller, "audit.hold.placed", target, body.Reason) with
            {
                Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = body.Name },
            };
            var held = keeping with { Holds = [.. keeping.Holds, hold] };
            await store.SaveAsync(tenant, before, held, told, cancellationToken);
            return hold;
        }
    }
}
