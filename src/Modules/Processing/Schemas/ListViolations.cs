using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Schemas;

/// <summary>What was broken, by service, field and rule: <c>GET /api/v1/contracts/violations</c>.</summary>
internal static class ListViolations
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/contracts/violations",
                async (string? service, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                    DocumentJson.Answer(
                        await mediator.Send(new Query(TenantId.Of(http.User), service), cancellationToken)
                    )
            )
            .Describe(
                "Lists what records broke of their contracts, the most frequent first.",
                api =>
                    api.Query("service", "Of this service alone.")
                        .Gives<Response>(
                            StatusCodes.Status200OK,
                            "The counts of this replica since it started.",
                            DocumentJson.Options
                        )
            )
            .RequireAuthorization(Permissions.ReadPipelines);

    internal sealed record Query(TenantId Tenant, string? Service) : IRequest<Response>;

    internal sealed record Response(IReadOnlyList<Violation> Violations);

    internal sealed class Handler(ViolationBook book) : IRequestHandler<Query, Response>
    {
        public Task<Response> Handle(Query request, CancellationToken cancellationToken) =>
            Task.FromResult(
                new Response([
                    .. book.List(request.Tenant)
                        .Where(violation => request.Service is null || violation.Service == request.Service),
                ])
            );
    }
}
