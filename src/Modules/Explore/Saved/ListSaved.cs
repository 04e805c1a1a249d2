using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Explore.Saved;

/// <summary>All of a kind, in the order of their names: <c>GET /api/v1/saved/searches</c>.</summary>
internal static class ListSaved
{
    public static void Map<T>(IEndpointRouteBuilder routes, SavedKind<T> kind)
        where T : SavedDocument =>
        routes
            .MapGet(
                kind.Path,
                async (ClaimsPrincipal caller, SavedStore store, CancellationToken cancellationToken) =>
                    SavedJson.Answer(
                        new Dictionary<string, IReadOnlyList<T>>(StringComparer.Ordinal)
                        {
                            [kind.Plural] = await store.ListAsync(kind, TenantId.Of(caller), cancellationToken),
                        }
                    )
            )
            .Describe(
                $"Lists what the tenant keeps as {kind.Plural}, by name.",
                api =>
                    api.Gives(
                        StatusCodes.Status200OK,
                        $"All of them, as `{kind.Plural}`; each as it is shown alone.",
                        $$"""{"{{kind.Plural}}":[{"id":"slow-orders","name":"Slow orders"}]}"""
                    )
            )
            .RequireAuthorization(Permissions.ReadLogs);
}
