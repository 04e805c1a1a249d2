using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Schemas;

/// <summary>Has a saved version of a contract hold: <c>POST /api/v1/contracts/{name}/publish</c>. One that held before holds again,
/// whatever it is to the present one; a new one must be what its contract asks of versions of one major number.</summary>
internal static class PublishContract
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/contracts/{name}/publish",
                async (string name, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await DocumentJson.ReadAsync<Body>(http.Request, cancellationToken);
                    var (tenant, actor) = (TenantId.Of(http.User), Actor.Of(http.User));
                    var command = new Command(tenant, actor, name, body.Version, IfMatch.Of(http.Request));
                    return DocumentJson.Answer(await mediator.Send(command, cancellationToken));
                }
            )
            .Describe(
                "Has a saved version of a contract hold.",
                api =>
                    api.Path("name", "The name of the contract.")
                        .ReadsIfMatch()
                        .Takes<Body>("Which version.", DocumentJson.Options)
                        .Gives<Response>(
                            StatusCodes.Status200OK,
                            "It holds, and what it changed.",
                            DocumentJson.Options
                        )
                        .Refuses(StatusCodes.Status404NotFound, "no-such-contract")
                        .Refuses(StatusCodes.Status409Conflict, "incompatible-contract")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
            )
            .RequireAuthorization(Permissions.ManagePipelines);

    /// <param name="Version">Which version.</param>
    internal sealed record Body(string Version);

    internal sealed record Command(TenantId Tenant, Actor Actor, string Name, string Version, string? ETag)
        : IRequest<Response>;

    /// <param name="Published">The version that holds now.</param>
    /// <param name="Before">The one that held before; null when none did.</param>
    /// <param name="Changes">What differs between them and breaks the promise to records or to readers.</param>
    internal sealed record Response(string Published, string? Before, IReadOnlyList<ContractChange> Changes);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() =>
            RuleFor(c => c.Version)
                .Must(version => ContractVersion.TryParse(version, out _))
                .OverridePropertyName("version")
                .WithMessage("version must be MAJOR.MINOR.PATCH, as 1.0.0.");
    }

    internal sealed class Handler(ContractStore store) : IRequestHandler<Command, Response>
    {
        public async Task<Response> Handle(Command request, CancellationToken cancellationToken)
        {
            var read = await store.GetAsync(request.Tenant, request.Name, cancellationToken);
            if (request.ETag is not null && request.ETag != read.ETag)
            {
                throw new DocumentConflictException(ContractStore.Kind, request.Name);
            }

            var after = await store.ReadAsync(read, request.Version, cancellationToken);
            var before = read.State.Published is { } version
                ? await store.ReadAsync(read, version, cancellationToken)
                : null;
            var hasHeld = read.State.Versions.Any(saved => saved.Version == request.Version && saved.WasPublished);
            if (before is not null && !hasHeld)
            {
                ThrowIfForbidden(before, after);
            }

            await store.PublishAsync(read, request.Version, request.Actor, cancellationToken);
            return new Response(
                after.Version,
                before?.Version,
                before is null ? [] : ContractChanges.Between(before, after)
            );
        }

        private static void ThrowIfForbidden(ContractDocument before, ContractDocument after)
        {
            var forbidden = ContractChanges.Forbidden(before, after);
            if (forbidden.Count > 0)
            {
                var what = forbidden.Select(change => $"{change.Field} {change.What}");
                throw new ConflictException(
                    "incompatible-contract",
                    $"Version {after.Version} is not {Asked(after)} compatible with {before.Version}: {string.Join("; ", what)}. "
                        + "Change it, or give it the next major number."
                );
            }
        }

        private static string Asked(ContractDocument contract) => contract.Compatibility.ToString().ToLowerInvariant();
    }
}
