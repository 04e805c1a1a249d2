using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Notifications.Settings;

/// <summary>Who is told what: <c>GET /api/v1/alerts/notifications/config</c>.</summary>
internal static class GetSettings
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/alerts/notifications/config",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var found = await mediator.Send(new Query(TenantId.Of(http.User)), cancellationToken);
                    if (found.ETag is { } etag)
                    {
                        http.Response.Headers.ETag = $"\"{etag}\"";
                    }

                    return ApiJson.Answer(found.Settings);
                }
            )
            .Describe(
                "Shows who is told what, with its ETag.",
                api =>
                    api.Gives<NotificationSettings>(StatusCodes.Status200OK, "Receivers and routes.", ApiJson.Options)
            )
            .RequireAuthorization(Permissions.ReadAlerts);

    internal sealed record Query(TenantId Tenant) : IRequest<StoredSettings>;

    internal sealed class Handler(SettingsStore store) : IRequestHandler<Query, StoredSettings>
    {
        public Task<StoredSettings> Handle(Query request, CancellationToken cancellationToken) =>
            store.GetAsync(request.Tenant, cancellationToken);
    }
}
