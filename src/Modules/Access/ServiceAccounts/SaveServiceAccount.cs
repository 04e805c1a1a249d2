using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Access.Roles;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.ServiceAccounts;

/// <summary>Adds or replaces a service account: <c>PUT /api/v1/access/service-accounts/{name}</c>. With <c>If-Match</c>, only if nobody else changed it
/// meanwhile.</summary>
internal static class SaveServiceAccount
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut(
                "/api/v1/access/service-accounts/{name}",
                async (string name, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var administrator = Administrator.Of(http);
                    var body = await DocumentJson.ReadAsync<ServiceAccountBody>(http.Request, cancellationToken);
                    var command = new Command(administrator, name, body, IfMatch.Of(http.Request));
                    return DocumentJson.Answer(await mediator.Send(command, cancellationToken));
                }
            )
            .Describe(
                "Adds or replaces a service account.",
                api =>
                    api.Path("name", "The name of the service account.")
                        .OfTenant()
                        .ReadsIfMatch()
                        .Takes<ServiceAccountBody>("The service account, whole.", DocumentJson.Options)
                        .Gives<ServiceAccountView>(
                            StatusCodes.Status200OK,
                            "The service account.",
                            DocumentJson.Options
                        )
                        .Refuses(StatusCodes.Status403Forbidden, "beyond-your-own")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
                        .Refuses(StatusCodes.Status409Conflict, "too-many-service-accounts")
            )
            .RequireAuthorization(Permissions.ManageAccess);

    internal sealed record Command(Administrator Administrator, string Name, ServiceAccountBody Body, string? ETag)
        : IRequest<ServiceAccountView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        private const int MaxDescription = 500;

        public Validator()
        {
            RuleFor(c => c.Name)
                .Must(TenantId.IsName)
                .WithMessage("A name has up to 64 letters, digits, '-', '_' or '.'.");
            RuleFor(c => c.Body.Description).MaximumLength(MaxDescription).OverridePropertyName("description");
        }
    }

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Command, ServiceAccountView>
    {
        private const int MaxServiceAccounts = 1_000;

        public async Task<ServiceAccountView> Handle(Command request, CancellationToken cancellationToken) =>
            ServiceAccountView.Of(
                await directory.ChangeAsync(request.Administrator, edit => Decide(edit, request), cancellationToken)
            );

        private static ServiceAccount Decide(DirectoryEdit edit, Command request)
        {
            var (administrator, known) = (request.Administrator, edit.Before.Documents.ServiceAccounts);
            var tenant = administrator.Tenant;
            var id = DirectoryDocuments.Id(tenant.Value, request.Name);
            var read = known.Find(DirectoryKinds.ServiceAccounts, id, request.ETag);
            if (read is null && known.Of(tenant).Count() >= MaxServiceAccounts)
            {
                throw new ConflictException(
                    "too-many-service-accounts",
                    $"A tenant may have {MaxServiceAccounts} service accounts."
                );
            }

            var roles = edit.Before.RolesOf(tenant.Value, request.Body.Roles);
            foreach (var state in new[] { read?.Roles, roles }.OfType<IReadOnlyList<string>>())
            {
                administrator.MustCover(
                    edit.Before.EntitlementOf(tenant.Value, state),
                    $"The service account {request.Name}"
                );
            }

            var account = new ServiceAccount
            {
                Tenant = tenant.Value,
                Name = request.Name,
                Description = request.Body.Description ?? "",
                Roles = roles,
                IsDisabled = request.Body.IsDisabled,
            };
            edit.Save(account);
            return account;
        }
    }
}
