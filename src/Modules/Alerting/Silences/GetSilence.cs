using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Silences;

/// <summary>One silence: <c>GET /api/v1/silences/{id}</c>.</summary>
internal static class GetSilence
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/silences/{id:guid}",
                async (Guid id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                    ApiJson.Answer(await mediator.Send(new Query(TenantId.Of(http.User), id), cancellationToken))
            )
            .Describe(
                "Shows a silence.",
                api =>
                    api.Path("id", "The id of the silence.")
                        .Gives<SilenceView>(StatusCodes.Status200OK, "The silence.", ApiJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-silence")
            )
            .RequireAuthorization(Permissions.ReadAlerts);

    internal sealed record Query(TenantId Tenant, Guid Id) : IRequest<SilenceView>;

    internal sealed class Handler(SilenceStore silences, TimeProvider clock) : IRequestHandler<Query, SilenceView>
    {
        public async Task<SilenceView> Handle(Query request, CancellationToken cancellationToken)
        {
            var read = await silences.GetAsync(request.Tenant, request.Id, cancellationToken);
            return SilenceView.Of(read.Value, clock.GetUtcNow());
        }
    }
}
