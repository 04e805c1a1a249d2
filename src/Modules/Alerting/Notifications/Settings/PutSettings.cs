using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Notifications.Settings;

/// <summary>Says who is told what: <c>PUT /api/v1/alerts/notifications/config</c>. With <c>If-Match</c>, only if nobody else has
/// said it meanwhile.</summary>
internal static class PutSettings
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut(
                "/api/v1/alerts/notifications/config",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var settings = await ApiJson.ReadAsync<NotificationSettings>(http.Request, cancellationToken);
                    var command = new Command(
                        TenantId.Of(http.User),
                        Actor.Of(http.User),
                        settings,
                        IfMatch(http.Request)
                    );
                    await mediator.Send(command, cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Says who is told what.",
                api =>
                    api.ReadsIfMatch()
                        .Takes<NotificationSettings>("Receivers and routes, whole.", ApiJson.Options)
                        .Gives(StatusCodes.Status204NoContent, "It is so from now on.")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
            )
            .RequireAuthorization(Permissions.ManageAlerts);

    internal sealed record Command(TenantId Tenant, Actor Actor, NotificationSettings Settings, string? ETag)
        : IRequest<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(SettingsCheck check) =>
            RuleFor(c => c)
                .Custom(
                    (command, context) =>
                    {
                        foreach (var fault in check.Faults(command.Tenant, command.Settings))
                        {
                            context.AddFailure(fault.Field, fault.Message);
                        }
                    }
                );
    }

    internal sealed class Handler(SettingsStore store) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            await store.PutAsync(request.Tenant, request.Settings, request.ETag, request.Actor, cancellationToken);
            return Unit.Value;
        }
    }

    private static string? IfMatch(HttpRequest request)
    {
        var tags = request.GetTypedHeaders().IfMatch;
        return tags.Count switch
        {
            0 => null,
            1 when tags[0] is { IsWeak: false, Tag: { Length: > 2 } tag } => tag.Value![1..^1],
            _ => throw new InvalidRequestException("If-Match", "If-Match must be the ETag that was read."),
        };
    }
}
