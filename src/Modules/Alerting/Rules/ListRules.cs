using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Alerting.Scheduling;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Rules;

/// <summary>All rules of the tenant and how their last evaluations went: <c>GET /api/v1/alerts/rules</c>.</summary>
internal static class ListRules
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/alerts/rules",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                    ApiJson.Answer(await mediator.Send(new Query(Reader.Of(http)), cancellationToken))
            )
            .Describe(
                "Lists the alerting rules and how their last evaluations went.",
                api => api.Gives<Response>(StatusCodes.Status200OK, "The rules, by id.", ApiJson.Options)
            )
            .AddEndpointFilter(Hidden.Tell)
            .RequireAuthorization(Permissions.ReadAlerts);

    internal sealed record Query(Reader Reader) : IRequest<Response>;

    /// <param name="Rules">In the order of their ids.</param>
    /// <param name="BrokenFiles">Files of rules that cannot be read, for the tenant of a single installation only: the others
    /// have no business with files.</param>
    internal sealed record Response(IReadOnlyList<RuleView> Rules, IReadOnlyDictionary<string, string>? BrokenFiles);

    internal sealed class Handler(RuleCatalog catalog, RuleFolder folder, RuleStatusBoard board)
        : IRequestHandler<Query, Response>
    {
        public async Task<Response> Handle(Query request, CancellationToken cancellationToken)
        {
            var (tenant, sight) = (request.Reader.Tenant, new Sight(request.Reader.Scope));
            var rules = await catalog.ListAsync(cancellationToken);
            return new Response(
                [
                    .. rules
                        .Values.Where(rule => rule.Key.Tenant == tenant)
                        .OrderBy(rule => rule.Key.Id, StringComparer.Ordinal)
                        .Select(rule => RuleView.Of(rule, board, sight)),
                ],
                tenant == TenantId.Default ? folder.Faults() : null
            );
        }
    }
}
