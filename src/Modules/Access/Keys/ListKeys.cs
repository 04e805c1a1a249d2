using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.Keys;

/// <summary>Lists the keys of the tenant: <c>GET /api/v1/access/keys</c>.</summary>
internal static class ListKeys
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/access/keys",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                    DocumentJson.Answer(
                        await mediator.Send(new Query(Administrator.Of(http).Tenant), cancellationToken)
                    )
            )
            .Describe(
                "Lists the keys of the tenant, the newest first, with when each was last used; the keys themselves are not kept.",
                api => api.OfTenant().Gives<Response>(StatusCodes.Status200OK, "The keys.", DocumentJson.Options)
            )
            .RequireAuthorization(Permissions.ReadAccess);

    internal sealed record Query(TenantId Tenant) : IRequest<Response>;

    internal sealed record Response(IReadOnlyList<KeyView> Keys);

    internal sealed class Handler(AccessDirectory directory, KeyUses uses, IDocumentStore documents)
        : IRequestHandler<Query, Response>
    {
        public async Task<Response> Handle(Query request, CancellationToken cancellationToken)
        {
            var kept = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
            await foreach (var use in documents.ListAllAsync<KeptUse>(KeptUse.Kind, cancellationToken))
            {
                kept[use.Id] = use.Value.LastUsedAt;
            }

            return new Response([
                .. directory
                    .Now.Documents.Keys.Values.Select(document => document.Value)
                    .Where(key => key.Tenant == request.Tenant.Value)
                    .OrderByDescending(key => key.CreatedAt)
                    .ThenBy(key => key.Id, StringComparer.Ordinal)
                    .Select(key => KeyView.Of(key) with { LastUsedAt = LastUseOf(key.Id, kept) }),
            ]);
        }

        private DateTimeOffset? LastUseOf(string id, Dictionary<string, DateTimeOffset> kept)
        {
            var last = uses.Of(id).LastUsedAt;
            var elsewhere = kept.GetValueOrDefault(id);
            var later = last > elsewhere ? last : elsewhere;
            return later == default ? null : later;
        }
    }
}
