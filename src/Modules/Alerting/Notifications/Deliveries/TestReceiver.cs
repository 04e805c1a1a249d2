using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Alerting.Labels;
using Monolith.Alerting.Notifications.Receivers;
using Monolith.Alerting.Notifications.Routes;
using Monolith.Audit.Contracts;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Notifications.Deliveries;

/// <summary>Tells a receiver of an alert that is none, in each of its ways, once: <c>POST
/// /api/v1/alerts/notifications/test</c>.</summary>
internal static class TestReceiver
{
    private static readonly TimeSpan FiresFor = TimeSpan.FromMinutes(1);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/alerts/notifications/test",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await ApiJson.ReadAsync<Body>(http.Request, cancellationToken);
                    var command = new Command(TenantId.Of(http.User), Actor.Of(http.User), body.Receiver);
                    return ApiJson.Answer(await mediator.Send(command, cancellationToken));
                }
            )
            .Describe(
                "Tells a receiver of an alert that is none, in each of its ways, once.",
                api =>
                    api.Takes<Body>("The name of the receiver.", ApiJson.Options)
                        .GivesAny(StatusCodes.Status200OK, "What became of each way.", "application/json")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-receiver")
            )
            .RequireAuthorization(Permissions.ManageAlerts);

    internal sealed record Body(string Receiver);

    internal sealed record Command(TenantId Tenant, Actor Actor, string Receiver) : IRequest<Response>;

    internal sealed record Response(IReadOnlyList<Result> Results);

    internal sealed record Result(string Integration, bool Delivered, string Receipt);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Receiver).NotEmpty().OverridePropertyName("receiver");
    }

    internal sealed class Handler(Routings routings, NotificationLog log, IAuditTrail audit, TimeProvider clock)
        : IRequestHandler<Command, Response>
    {
        public async Task<Response> Handle(Command request, CancellationToken cancellationToken)
        {
            var routing = await routings.OfAsync(request.Tenant, cancellationToken);
            if (!routing.Receivers.TryGetValue(request.Receiver, out var receiver))
            {
                throw new NotFoundException("no-such-receiver", $"There is no receiver '{request.Receiver}'.");
            }

            await audit.AppendAsync(Entry(request), cancellationToken);
            var results = await Task.WhenAll(
                receiver
                    .Integrations.Concat(receiver.Forwards)
                    .Select(integration => TryAsync(request.Tenant, integration, cancellationToken))
            );
            return new Response(results);
        }

        private async Task<Result> TryAsync(
            TenantId tenant,
            Integration integration,
            CancellationToken cancellationToken
        )
        {
            var notification = Example(tenant, integration, clock.GetUtcNow());
            var content = new Told(
                FingerprintSet.Of(notification.Alerts.Select(a => a.Labels)),
                FingerprintSet.Empty,
                clock.GetUtcNow()
            );
            var result = await integration.Notifier.NotifyAsync(notification, cancellationToken);
            var delivery = Delivery
                .Begin(notification, integration.Name, NotifyReason.Test, content)
                .End(new Attempts(1, result), clock.GetUtcNow());
            await log.WriteAsync(tenant.Value, delivery, cancellationToken);
            return new Result(integration.Name, result.Outcome == NotifyOutcome.Delivered, result.Receipt);
        }

        private AuditEntry Entry(Command request)
        {
            var now = clock.GetUtcNow();
            return new AuditEntry
            {
                Id = $"receiver-tested.{request.Tenant}.{now.UtcTicks}",
                Tenant = request.Tenant.Value,
                Time = now,
                Action = "alerting.receiver.tested",
                Actor = request.Actor,
                Target = new AuditTarget("receiver", request.Receiver),
            };
        }
    }

    private static Notification Example(TenantId tenant, Integration integration, DateTimeOffset now)
    {
        var labels = new LabelSet([
            KeyValuePair.Create(LabelSet.AlertName, "TestNotification"),
            KeyValuePair.Create(LabelSet.Severity, "info"),
        ]);
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["summary"] = "This is a test. Nothing is wrong.",
        };
        var key = NotificationLog.KeyOf(
            ["test", tenant.Value, integration.Receiver, integration.Name, $"{now.UtcTicks}"],
            []
        );
        var alert = new NotifiedAlert("test", labels, annotations, now, EndsAt: null, now + FiresFor);
        return new Notification(tenant.Value, integration.Receiver, $"test:{labels}", labels, [alert], 0, key);
    }
}
