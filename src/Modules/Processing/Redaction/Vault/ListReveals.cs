using System.Security.Claims;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Redaction.Vault;

/// <summary>Lists who wants to see which values, to those who may agree: <c>GET /api/v1/privacy/reveals</c>.</summary>
internal static class ListReveals
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/privacy/reveals",
                async (ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
                    TypedResults.Json(
                        await mediator.Send(new Query(TenantId.Of(caller)), cancellationToken),
                        PrivacyJson.Options
                    )
            )
            .Describe(
                "Lists who wants to see which encrypted values, and what became of it.",
                api => api.Gives<Found>(StatusCodes.Status200OK, "The wishes, the newest first.", PrivacyJson.Options)
            )
            .RequireAuthorization(Permissions.ApproveReveals);

    internal sealed record Query(TenantId Tenant) : IRequest<Found>;

    /// <param name="Reveals">The wishes, with nothing in clear.</param>
    internal sealed record Found(IReadOnlyList<RevealView> Reveals);

    internal sealed class Handler(RevealStore reveals, IOptions<PrivacyOptions> options) : IRequestHandler<Query, Found>
    {
        public async Task<Found> Handle(Query request, CancellationToken cancellationToken) =>
            new([
                .. (await reveals.ListAsync(request.Tenant, cancellationToken)).Select(reveal =>
                    RevealView.Of(reveal, options.Value.ShowFor)
                ),
            ]);
    }
}
