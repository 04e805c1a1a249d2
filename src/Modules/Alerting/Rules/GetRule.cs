using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Alerting.Scheduling;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Rules;

/// <summary>One rule and how its last evaluation went: <c>GET /api/v1/alerts/rules/{id}</c>.</summary>
internal static class GetRule
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/alerts/rules/{id}",
                async (string id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var found = await mediator.Send(new Query(Reader.Of(http), id), cancellationToken);
                    http.Response.Headers.ETag = found.ETag;
                    return ApiJson.Answer(found.Rule);
                }
            )
            .Describe(
                "Shows an alerting rule, with its ETag.",
                api =>
                    api.Path("id", "The id of the rule.")
                        .Gives<RuleView>(StatusCodes.Status200OK, "The rule.", ApiJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-rule")
            )
            .AddEndpointFilter(Hidden.Tell)
            .RequireAuthorization(Permissions.ReadAlerts);

    internal sealed record Query(Reader Reader, string Id) : IRequest<TaggedRule>;

    internal sealed class Handler(RuleCatalog catalog, RuleStatusBoard board) : IRequestHandler<Query, TaggedRule>
    {
        public async Task<TaggedRule> Handle(Query request, CancellationToken cancellationToken) =>
            TaggedRule.Of(
                await catalog.GetAsync(new RuleKey(request.Reader.Tenant, request.Id), cancellationToken),
                board,
                new Sight(request.Reader.Scope)
            );
    }
}
