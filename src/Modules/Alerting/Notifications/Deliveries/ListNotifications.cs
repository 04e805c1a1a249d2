using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Alerting.Seen;
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
                    var query = new Query(Reader.Of(http), receiver, before, limit ?? 100);
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
            .AddEndpointFilter(Hidden.Tell)
            .RequireAuthorization(Permissions.ReadAlerts);

    internal sealed record Query(Reader Reader, string? Receiver, DateTimeOffset? Before, int Limit)
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
            var sight = new Sight(request.Reader.Scope);
            var all = await log.DeliveriesAsync(request.Reader.Tenant, cancellationToken);
            return new Response([
                .. all.Select(d => Seen(d, sight))
                    .OfType<Delivery>()
                    .Where(d => request.Receiver is null || d.Receiver == request.Receiver)
                    .Where(d => request.Before is null || d.StartedAt < request.Before)
                    .Take(request.Limit),
            ]);
        }

        // A group may be of alerts of many rules: what is known of it are its labels. Names of alerts are made of all of theirs.
        private static Delivery? Seen(Delivery delivery, Sight sight)
        {
            var group = new SeenByRule(sight, rule: null);
            if (sight.IsWhole || !group.Shows(delivery.GroupLabels))
            {
                return sight.IsWhole ? delivery : null;
            }

            return sight.HidesFields
                ? delivery with
                {
                    GroupKey = Sight.Cover,
                    GroupLabels = group.LabelsOf(delivery.GroupLabels),
                    Alerts = [],
                }
                : delivery;
        }
    }
}
