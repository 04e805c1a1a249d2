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

namespace Monolith.Access.Roles;

/// <summary>Adds or replaces a role: <c>PUT /api/v1/access/roles/{name}</c>. With <c>If-Match</c>, only if nobody else changed it
/// meanwhile.</summary>
internal static class SaveRole
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut(
                "/api/v1/access/roles/{name}",
                async (string name, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var administrator = Administrator.Of(http);
                    var role = await DocumentJson.ReadAsync<RoleBody>(http.Request, cancellationToken);
                    var command = new Command(administrator, name, role, IfMatch.Of(http.Request));
                    return DocumentJson.Answer(await mediator.Send(command, cancellationToken));
                }
            )
            .Describe(
                "Adds or replaces a role.",
                api =>
                    api.Path("name", "The name of the role.")
                        .OfTenant()
                        .ReadsIfMatch()
                        .Takes<RoleBody>("The role, whole.", DocumentJson.Options)
                        .Gives<RoleView>(StatusCodes.Status200OK, "The role.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status403Forbidden, "beyond-your-own")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
                        .Refuses(StatusCodes.Status409Conflict, "too-many-roles")
            )
            .RequireAuthorization(Permissions.ManageAccess);

    internal sealed record Command(Administrator Administrator, string Name, RoleBody Role, string? ETag)
        : IRequest<RoleView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        private const int MaxRows = 50;
        private const int MaxNames = 200;
        private const int MaxName = 200;
        private const int MaxDescription = 500;
        private const int MaxSeverity = 24;

        public Validator()
        {
            RuleFor(c => c.Name)
                .Must(name => TenantId.IsName(name) && BuiltInRoles.Find(name) is null)
                .WithMessage("A role's name has up to 64 letters, digits, '-', '_' or '.', and is no built-in role's.");
            RuleFor(c => c.Role.Description).MaximumLength(MaxDescription).OverridePropertyName("description");
            RuleForEach(c => c.Role.Permissions)
                .Must(permission => Permissions.All.Contains(permission, StringComparer.Ordinal))
                .OverridePropertyName("permissions")
                .WithMessage("'{PropertyValue}' is no permission: GET /api/v1/access/permissions lists them.");
            RuleFor(c => c.Role.Rows)
                .Must(rows => rows is null || rows.Count <= MaxRows)
                .OverridePropertyName("rows")
                .WithMessage($"A role may have {MaxRows} rules for rows.");
            RuleForEach(c => c.Role.Rows)
                .Must(row =>
                    AreNames(row.Services) && AreNames(row.Streams) && row.LeastSeverity is >= 0 and <= MaxSeverity
                )
                .OverridePropertyName("rows")
                .WithMessage(
                    $"services and streams have up to {MaxNames} names of up to {MaxName} characters, least_severity is 0 to {MaxSeverity}."
                );
            RuleFor(c => c.Role.HiddenFields)
                .Must(AreNames)
                .OverridePropertyName("hidden_fields")
                .WithMessage($"There may be {MaxNames} hidden fields, with names of up to {MaxName} characters.");
        }

        private static bool AreNames(IReadOnlyList<string>? names) =>
            names is null || (names.Count <= MaxNames && names.All(name => name is { Length: > 0 and <= MaxName }));
    }

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Command, RoleView>
    {
        private const int MaxRoles = 200;

        public async Task<RoleView> Handle(Command request, CancellationToken cancellationToken) =>
            RoleView.Of(
                await directory.ChangeAsync(request.Administrator, edit => Decide(edit, request), cancellationToken)
            );

        private static Role Decide(DirectoryEdit edit, Command request)
        {
            var (administrator, roles) = (request.Administrator, edit.Before.Documents.Roles);
            var tenant = administrator.Tenant;
            var id = DirectoryDocuments.Id(tenant.Value, request.Name);
            var read = roles.Find(DirectoryKinds.Roles, id, request.ETag);
            if (read is null && roles.Of(tenant).Count() >= MaxRoles)
            {
                throw new ConflictException("too-many-roles", $"A tenant may have {MaxRoles} roles of its own.");
            }

            var role = new Role
            {
                Tenant = tenant.Value,
                Name = request.Name,
                Description = request.Role.Description ?? "",
                Permissions = [.. request.Role.Permissions.Distinct(StringComparer.Ordinal)],
                Rows = [.. (request.Role.Rows ?? []).Select(row => row.ToRule())],
                HiddenFields = [.. (request.Role.HiddenFields ?? []).Distinct(StringComparer.Ordinal)],
            };
            foreach (var state in new[] { read, role }.OfType<Role>())
            {
                var entitlement = edit.Before.Within(tenant.Value, DirectorySnapshot.EntitlementOf(state));
                administrator.MustCover(entitlement, $"The role {request.Name}");
            }

            edit.Save(role);
            return role;
        }
    }
}
