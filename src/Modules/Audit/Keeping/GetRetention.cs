using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Audit.Keeping;

/// <summary>Says how long the caller's trail is kept, and what holds it: <c>GET /api/v1/audit/retention</c>.</summary>
internal static class GetRetention
{
    public static void Map(IEndpointRouteBuilder audit) =>
        audit
            .MapGet(
                "/retention",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                    DocumentJson.Answer(await mediator.Send(new Query(TenantId.Of(http.User).Value), cancellationToken))
            )
            .Describe(
                "Says how long the audit trail is kept, and what holds it.",
                api => api.Gives<KeepingView>(StatusCodes.Status200OK, "How it is kept.", DocumentJson.Options)
            );

    internal sealed record Query(string Tenant) : IRequest<KeepingView>;

    internal sealed class Handler(KeepingStore store) : IRequestHandler<Query, KeepingView>
    {
        public async Task<KeepingView> Handle(Query request, CancellationToken cancellationToken) =>
            KeepingView.Of(await store.OfAsync(request.Tenant, cancellationToken));
    }
}
