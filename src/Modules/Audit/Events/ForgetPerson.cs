using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Audit.Events;

/// <summary>Forgets a person: <c>POST /api/v1/audit/persons/forget</c>. What stands for them in the trail stays, and means nobody any
/// more; all proofs hold.</summary>
internal static class ForgetPerson
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/audit/persons/forget",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await DocumentJson.ReadAsync<Body>(http.Request, cancellationToken);
                    await mediator.Send(
                        new Command(TenantId.Of(http.User).Value, Actor.Of(http.User), body.Person),
                        cancellationToken
                    );
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Forgets a person of the audit trail: what stands for them there means nobody any more.",
                api =>
                    api.Takes<Body>("The person, as events name them.", DocumentJson.Options)
                        .Gives(StatusCodes.Status204NoContent, "They are forgotten.")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-subject")
            )
            .RequireAuthorization(Permissions.ManagePrivacy);

    internal sealed record Body(string Person);

    internal sealed record Command(string Tenant, Actor Caller, string Person) : IRequest<Unit>;

    internal sealed class Handler(Commitments commitments, IDocumentStore documents, TimeProvider clock)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            if (!await commitments.HasAsync(command.Tenant, command.Person, cancellationToken))
            {
                throw new NotFoundException("no-such-subject", "The audit trail knows nobody of this id.");
            }

            var now = clock.GetUtcNow();
            var token = (await commitments.OfAsync(command.Tenant, command.Person, cancellationToken)).Token;
            var entry = new AuditEntry
            {
                Id = $"audit.person.{Guid.CreateVersion7(now):N}",
                Tenant = command.Tenant,
                Time = now,
                Action = "audit.person.forgotten",
                Actor = command.Caller,
                Target = new AuditTarget("person", token),
            };
            await documents.CommitAsync(
                new DocumentChanges()
                    .Delete(Commitments.Kind, Commitments.IdOf(command.Tenant, command.Person))
                    .Audit(entry),
                cancellationToken
            );
            return Unit.Value;
        }
    }
}
