using System.Security.Claims;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Redaction.Keys;

/// <summary>Lists a tenant's keys, and nothing of what is in them: <c>GET /api/v1/privacy/keys</c>.</summary>
internal static class ListKeys
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/privacy/keys",
                async (ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
                    TypedResults.Json(
                        await mediator.Send(new Query(TenantId.Of(caller)), cancellationToken),
                        PrivacyJson.Options
                    )
            )
            .Describe(
                "Lists the keys of tokens: their numbers, what they may do and since when; never the keys.",
                api => api.Gives<KeyList>(StatusCodes.Status200OK, "The keys, the newest first.", PrivacyJson.Options)
            )
            .RequireAuthorization(Permissions.ManagePrivacy);

    internal sealed record Query(TenantId Tenant) : IRequest<KeyList>;

    internal sealed class Handler(KeyStore keys) : IRequestHandler<Query, KeyList>
    {
        public async Task<KeyList> Handle(Query request, CancellationToken cancellationToken) =>
            KeyList.Of(await keys.OpenAsync(request.Tenant, cancellationToken));
    }
}
