using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Levels;

/// <summary>How bad records must be to be kept: <c>GET /api/v1/levels</c>.</summary>
internal static class GetLevels
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/levels",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var found = await mediator.Send(new Query(TenantId.Of(http.User)), cancellationToken);
                    if (found.ETag is { } etag)
                    {
                        http.Response.Headers.ETag = $"\"{etag}\"";
                    }

                    return DocumentJson.Answer(found.Levels);
                }
            )
            .Describe(
                "Shows how bad records must be to be kept, with the ETag of that.",
                api => api.Gives<LevelDocument>(StatusCodes.Status200OK, "The rules, in order.", DocumentJson.Options)
            )
            .RequireAuthorization(Permissions.ReadPipelines);

    internal sealed record Query(TenantId Tenant) : IRequest<Response>;

    internal sealed record Response(LevelDocument Levels, string? ETag);

    internal sealed class Handler(LevelStore store) : IRequestHandler<Query, Response>
    {
        public async Task<Response> Handle(Query request, CancellationToken cancellationToken)
        {
            var (levels, etag) = await store.GetAsync(request.Tenant, cancellationToken);
            return new Response(levels, etag);
        }
    }
}
