using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.Tenants;

/// <summary>Adds or replaces a tenant: <c>PUT /api/v1/access/tenants/{id}</c>. With <c>If-Match</c>, only if nobody else changed it
/// meanwhile.</summary>
internal static class SaveTenant
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut(
                "/api/v1/access/tenants/{id}",
                async (string id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var (actor, home) = (Actor.Of(http.User), TenantId.Of(http.User));
                    var body = await DocumentJson.ReadAsync<TenantBody>(http.Request, cancellationToken);
                    var command = new Command(actor, home, id, body, IfMatch.Of(http.Request));
                    return DocumentJson.Answer(await mediator.Send(command, cancellationToken));
                }
            )
            .Describe(
                "Adds or replaces a tenant.",
                api =>
                    api.Path("id", "The name of the tenant.")
                        .ReadsIfMatch()
                        .Takes<TenantBody>("The tenant, whole.", DocumentJson.Options)
                        .Gives<TenantView>(StatusCodes.Status200OK, "The tenant.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
                        .Refuses(StatusCodes.Status409Conflict, "too-many-tenants")
            )
            .RequireAuthorization(Permissions.ManageTenants);

    internal sealed record Command(Actor Actor, TenantId Home, string Id, TenantBody Body, string? ETag)
        : IRequest<TenantView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        private const int MaxName = 200;

        public Validator()
        {
            RuleFor(c => c.Id)
                .Must(TenantId.IsName)
                .WithMessage("A tenant's name has up to 64 letters, digits, '-', '_' or '.'.");
            RuleFor(c => c.Body.Name).MaximumLength(MaxName).OverridePropertyName("name");
            RuleFor(c => c.Body.Plan)
                .SetValidator(new TenantPlanRules()!)
                .When(c => c.Body.Plan is not null)
                .OverridePropertyName("plan");
        }
    }

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Command, TenantView>
    {
        private const int MaxTenants = 10_000;

        public async Task<TenantView> Handle(Command request, CancellationToken cancellationToken) =>
            TenantView.Of(
                await directory.ChangeAsync(
                    request.Actor,
                    request.Home,
                    edit => Decide(edit, request),
                    cancellationToken
                )
            );

        private static Tenant Decide(DirectoryEdit edit, Command request)
        {
            var known = edit.Before.Documents.Tenants;
            if (known.Find(DirectoryKinds.Tenants, request.Id, request.ETag) is null && known.Count >= MaxTenants)
            {
                throw new ConflictException("too-many-tenants", $"There may be {MaxTenants} tenants.");
            }

            var tenant = new Tenant
            {
                Id = request.Id,
                Name = request.Body.Name ?? "",
                Plan = request.Body.Plan ?? TenantPlan.AsConfigured,
            };
            edit.Save(tenant);
            return tenant;
        }
    }
}
