using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Access.People;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.Roles;

/// <summary>Shows what somebody with some roles may do and see, before they are given: <c>GET /api/v1/access/roles/preview</c>.</summary>
internal static class PreviewRoles
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/access/roles/preview",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var query = new Query(
                        Administrator.Of(http).Tenant,
                        [.. http.Request.Query["role"].OfType<string>()],
                        [.. http.Request.Query["team"].OfType<string>()]
                    );
                    return DocumentJson.Answer(await mediator.Send(query, cancellationToken));
                }
            )
            .Describe(
                "Shows what somebody with some roles may do, what they may not, and what of the telemetry they see.",
                api =>
                    api.Query("role", "The name of a role.", ApiType.Texts)
                        .Query("team", "The name of a team, whose roles come in addition.", ApiType.Texts)
                        .OfTenant()
                        .Gives<Response>(StatusCodes.Status200OK, "What they come to.", DocumentJson.Options)
            )
            .RequireAuthorization(Permissions.ReadAccess);

    internal sealed record Query(TenantId Tenant, IReadOnlyList<string> Roles, IReadOnlyList<string> Teams)
        : IRequest<Response>;

    internal sealed record Response(IReadOnlyList<string> Permissions, IReadOnlyList<string> Missing, ScopeView Scope);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator(AccessDirectory directory)
        {
            RuleForEach(q => q.Roles)
                .Must((query, name) => directory.Now.RoleOf(query.Tenant.Value, name) is not null)
                .OverridePropertyName("role")
                .WithMessage("There is no role '{PropertyValue}'.");
            RuleForEach(q => q.Teams)
                .Must(
                    (query, name) =>
                        directory.Now.Documents.Teams.ContainsKey(DirectoryDocuments.Id(query.Tenant.Value, name))
                )
                .OverridePropertyName("team")
                .WithMessage("There is no team '{PropertyValue}'.");
        }
    }

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Query, Response>
    {
        public Task<Response> Handle(Query request, CancellationToken cancellationToken)
        {
            var entitlement = directory.Now.EntitlementOf(
                new Membership(request.Tenant.Value, request.Roles, request.Teams)
            );
            return Task.FromResult(
                new Response(
                    [.. Permissions.All.Where(entitlement.Permissions.Contains)],
                    [.. Permissions.All.Where(permission => !entitlement.Permissions.Contains(permission))],
                    ScopeView.Of(entitlement.Scope)
                )
            );
        }
    }
}
