using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Alerting.Scheduling;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Rules;

/// <summary>Adds a rule: <c>POST /api/v1/alerts/rules</c>.</summary>
internal static class CreateRule
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/alerts/rules",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var rule = await ApiJson.ReadAsync<AlertRule>(http.Request, cancellationToken);
                    var command = new Command(Reader.Of(http), Actor.Of(http.User), rule);
                    var added = await mediator.Send(command, cancellationToken);
                    http.Response.Headers.Location = $"/api/v1/alerts/rules/{added.Rule.Rule.Id}";
                    http.Response.Headers.ETag = added.ETag;
                    return ApiJson.Answer(added.Rule, StatusCodes.Status201Created);
                }
            )
            .Describe(
                "Adds an alerting rule.",
                api =>
                    api.Takes<AlertRule>("The rule; its id is made of its name when it has none.", ApiJson.Options)
                        .Gives<RuleView>(StatusCodes.Status201Created, "The rule as it is kept.", ApiJson.Options)
                        .Refuses(StatusCodes.Status409Conflict, "rule-already-exists")
                        .Refuses(StatusCodes.Status409Conflict, "too-many-rules")
            )
            .RequireAuthorization(Permissions.ManageAlerts);

    internal sealed record Command(Reader Reader, Actor Actor, AlertRule Rule) : IRequest<TaggedRule>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Rule).SetValidator(new AlertRuleRules()).OverridePropertyName("");
    }

    internal sealed class Handler(RuleStore store, RuleCatalog catalog, RuleStatusBoard board)
        : IRequestHandler<Command, TaggedRule>
    {
        public async Task<TaggedRule> Handle(Command request, CancellationToken cancellationToken)
        {
            var tenant = request.Reader.Tenant;
            var key = new RuleKey(tenant, request.Rule.Id ?? RuleIds.Of(request.Rule.Name));
            var rules = await catalog.ListAsync(cancellationToken);
            if (rules.ContainsKey(key))
            {
                throw new ConflictException("rule-already-exists", $"There is a rule {key.Id} already.");
            }

            if (rules.Keys.Count(k => k.Tenant == tenant) >= RuleLimits.MaxRules)
            {
                throw new ConflictException(
                    "too-many-rules",
                    $"There are {RuleLimits.MaxRules} rules, as many as may be."
                );
            }

            await store.AddAsync(key, request.Rule with { Id = key.Id }, request.Actor, cancellationToken);
            catalog.NoteChange();
            return TaggedRule.Of(
                await catalog.GetAsync(key, cancellationToken),
                board,
                new Sight(request.Reader.Scope)
            );
        }
    }
}

/// <summary>A rule, and the ETag that its next change may name.</summary>
internal sealed record TaggedRule(RuleView Rule, string? ETag)
{
    public static TaggedRule Of(KnownRule rule, RuleStatusBoard board, Sight sight) =>
        new(RuleView.Of(rule, board, sight), rule.Origin.ETag is { } etag ? $"\"{etag}\"" : null);
}
