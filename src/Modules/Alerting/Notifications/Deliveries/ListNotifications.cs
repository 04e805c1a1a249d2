using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Notifications.Deliveries;

/// <summary>Who was told what, the latest first: <c>GET /api/v1/alerts/notifications?receiver=team&amp;limit=20</c>.</summary>
internal static class ListNotifications
{
    private const int MaxLimit = 1_000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/alerts/notifications",
                async (
                    string? receiver,
                    DateTimeOffset? before,
                    int? limit,
                    HttpContext http,
                    IMediator mediator,
                    CancellationToken cancellationToken
                ) =>
                {
                    var query = new Query(TenantId.Of(http.User), receiver, before, limit ?? 100);
                    return ApiJson.Answer(await mediator.Send(query, cancellationToken));
                }
            )
            .Describe(
                "Lists who was told what, the latest first.",
                api =>
                    api.Query("receiver", "The name of the receiver.")
                        .Query("before", "Only what was told before this time.")
                        .Query("limit", "At most so many, 100 by default.", ApiType.Number)
                        .Gives<Response>(StatusCodes.Status200OK, "What was told.", ApiJson.Options)
            )
            .RequireAuthorization(Permissions.ReadAlerts);

    internal sealed record Query(TenantId Tenant, string? Receiver, DateTimeOffset? Before, int Limit)
        : IRequest<Response>;

    internal sealed record Response(IReadOnlyList<Delivery> Notifications);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Limit).InclusiveBetween(1, MaxLimit).OverridePropertyName("limit");
    }

    internal sealed class Handler(NotificationLog log) : IRequestHandler<Query, Response>
    {
        public async Task<Response> Handle(Query request, CancellationToken cancellationToken)
        {
            var all = await log.DeliveriesAsync(request.Tenant, cancellationToken);
            return new Response([
                .. all.Where(d => request.Receiver is null || d.Receiver == request.Receiver)
                    .Where(d => request.Before is null || d.StartedAt < request.Before)
                    .Take(request.Limit),
            ]);
        }
    }
}
