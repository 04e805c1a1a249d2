using System.Security.Claims;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Audit.Contracts;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Redaction.Vault;

/// <summary>Agrees or refuses that somebody else sees values: <c>POST /api/v1/privacy/reveals/{id}/approve</c> and
/// <c>…/refuse</c>. Who asked cannot agree.</summary>
internal static class DecideReveal
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "approve", RevealState.Approved, "Agrees that somebody else sees encrypted values, for a while.");
        Map(routes, "refuse", RevealState.Refused, "Refuses that somebody else sees encrypted values.");
    }

    private static void Map(IEndpointRouteBuilder routes, string verb, RevealState decision, string summary) =>
        routes
            .MapPost(
                $"/api/v1/privacy/reveals/{{id}}/{verb}",
                async (string id, HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await PrivacyJson.ReadAsync<Body>(request, cancellationToken);
                    var command = new Command(request.HttpContext.User, id, decision, body);
                    return TypedResults.Json(await mediator.Send(command, cancellationToken), PrivacyJson.Options);
                }
            )
            .Describe(
                summary,
                api =>
                    api.Path("id", "The id of the wish.")
                        .Takes<Body>("Why.", PrivacyJson.Options)
                        .Gives<RevealView>(StatusCodes.Status200OK, "The wish.", PrivacyJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-reveal")
                        .Refuses(StatusCodes.Status409Conflict, "own-request")
                        .Refuses(StatusCodes.Status409Conflict, "reveal-decided")
            )
            .RequireAuthorization(Permissions.ApproveReveals);

    internal sealed record Body(string? Comment);

    internal sealed record Command(ClaimsPrincipal Caller, string Id, RevealState Decision, Body Body)
        : IRequest<RevealView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Body.Comment).MaximumLength(500).OverridePropertyName("comment");
    }

    internal sealed class Handler(
        RevealStore reveals,
        PrivacyAudit audit,
        IOptions<PrivacyOptions> options,
        TimeProvider clock
    ) : IRequestHandler<Command, RevealView>
    {
        public async Task<RevealView> Handle(Command request, CancellationToken cancellationToken)
        {
            var (tenant, by) = (TenantId.Of(request.Caller), Actor.Of(request.Caller));
            var read = await reveals.GetAsync(tenant, request.Id, cancellationToken);
            Check(read.Value, by, request.Decision);
            var decided = read.Value with
            {
                State = request.Decision,
                DecidedBy = by,
                DecidedAt = clock.GetUtcNow(),
                Comment = request.Body.Comment,
            };
            var entry = audit.Entry(
                tenant,
                by,
                request.Decision == RevealState.Approved ? "processing.reveal.approved" : "processing.reveal.refused",
                new AuditTarget("reveal", decided.Id),
                decided.Comment ?? "",
                ("ticket", decided.Ticket),
                ("asked_by", decided.AskedBy.Name)
            );
            await reveals.ReplaceAsync(read, decided, entry, cancellationToken);
            return RevealView.Of(decided, options.Value.ShowFor);
        }

        private static void Check(Reveal reveal, Actor by, RevealState decision)
        {
            if (reveal.State != RevealState.Pending)
            {
                throw new ConflictException("reveal-decided", $"{reveal.DecidedBy!.Name} has decided already.");
            }

            if (decision == RevealState.Approved && reveal.AskedBy == by)
            {
                throw new ConflictException("own-request", "Who asked cannot agree: somebody else must.");
            }
        }
    }
}
