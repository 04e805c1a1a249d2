using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Silences;

/// <summary>The silences, those that hold back first: <c>GET /api/v1/silences?state=active</c>.</summary>
internal static class ListSilences
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/silences",
                async (string? state, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var query = new Query(TenantId.Of(http.User), state is null ? null : StateOf(state));
                    return ApiJson.Answer(await mediator.Send(query, cancellationToken));
                }
            )
            .Describe(
                "Lists silences, those that hold back first.",
                api =>
                    api.Query("state", "`active`, `pending` or `expired`.")
                        .Gives<Response>(StatusCodes.Status200OK, "The silences.", ApiJson.Options)
            )
            .RequireAuthorization(Permissions.ReadAlerts);

    internal sealed record Query(TenantId Tenant, SilenceState? State) : IRequest<Response>;

    internal sealed record Response(IReadOnlyList<SilenceView> Silences);

    internal sealed class Handler(SilenceStore silences, TimeProvider clock) : IRequestHandler<Query, Response>
    {
        public async Task<Response> Handle(Query request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var all = await silences.ListAsync(cancellationToken);
            return new Response([
                .. all.Where(s => s.Tenant == request.Tenant.Value)
                    .Where(s => request.State is null || s.StateAt(now) == request.State)
                    .OrderBy(s => s.StateAt(now))
                    .ThenBy(s => s.EndsAt)
                    .ThenBy(s => s.Id)
                    .Select(s => SilenceView.Of(s, now)),
            ]);
        }
    }

    private static SilenceState StateOf(string text) =>
        Enum.TryParse<SilenceState>(text, ignoreCase: true, out var state) && Enum.IsDefined(state)
            ? state
            : throw new InvalidRequestException("state", "state must be active, pending or expired.");
}
