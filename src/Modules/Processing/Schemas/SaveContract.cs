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

/// <summary>Saves a version of a contract, which holds once it is published: <c>PUT /api/v1/contracts/{name}</c>. With
/// <c>If-Match</c>, only if nobody else changed the contract meanwhile.</summary>
internal static class SaveContract
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut(
                "/api/v1/contracts/{name}",
                async (string name, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var contract = await DocumentJson.ReadAsync<ContractDocument>(http.Request, cancellationToken);
                    var (tenant, actor) = (TenantId.Of(http.User), Actor.Of(http.User));
                    var command = new Command(tenant, actor, name, contract, IfMatch.Of(http.Request));
                    var saved = await mediator.Send(command, cancellationToken);
                    http.Response.Headers.ETag = $"\"{saved.ETag}\"";
                    return DocumentJson.Answer(ContractView.Of(saved));
                }
            )
            .Describe(
                "Saves a version of a contract, which holds once it is published.",
                api =>
                    api.Path("name", "The name of the contract.")
                        .ReadsIfMatch()
                        .Takes<ContractDocument>("The version, whole.", DocumentJson.Options)
                        .Gives<ContractView>(StatusCodes.Status200OK, "The contract's versions.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status409Conflict, "contract-version-published")
                        .Refuses(StatusCodes.Status409Conflict, "too-many-contracts")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
            )
            .RequireAuthorization(Permissions.ManagePipelines);

    internal sealed record Command(TenantId Tenant, Actor Actor, string Name, ContractDocument Contract, string? ETag)
        : IRequest<KnownContract>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Contract).SetValidator(new ContractRules()).OverridePropertyName("");
            RuleFor(c => c.Contract.Contract)
                .Must((command, name) => name == command.Name && name != BuiltInContract.Name)
                .OverridePropertyName("contract")
                .WithMessage($"contract must be the name in the address, and not {BuiltInContract.Name}.");
        }
    }

    internal sealed class Handler(ContractStore store) : IRequestHandler<Command, KnownContract>
    {
        public async Task<KnownContract> Handle(Command request, CancellationToken cancellationToken)
        {
            var (tenant, name) = (request.Tenant, request.Name);
            var read = await store.FindAsync(tenant, name, cancellationToken);
            if (request.ETag is not null && request.ETag != read?.ETag)
            {
                throw new DocumentConflictException(ContractStore.Kind, name);
            }

            if (read is null && (await store.ListAsync(tenant, cancellationToken)).Count >= ContractStore.MaxContracts)
            {
                throw new ConflictException(
                    "too-many-contracts",
                    $"A tenant may have {ContractStore.MaxContracts} contracts."
                );
            }

            await store.SaveAsync(tenant, read, request.Contract, request.Actor, cancellationToken);
            return await store.GetAsync(tenant, name, cancellationToken);
        }
    }
}
