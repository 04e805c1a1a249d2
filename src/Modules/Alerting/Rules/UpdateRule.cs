using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Alerting.Scheduling;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Rules;

/// <summary>Replaces a rule: <c>PUT /api/v1/alerts/rules/{id}</c>. With <c>If-Match</c>, only if nobody else changed it
/// meanwhile. Alerts whose labels stay the same stay as they are.</summary>
internal static class UpdateRule
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut(
                "/api/v1/alerts/rules/{id}",
                async (string id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var rule = await ApiJson.ReadAsync<AlertRule>(http.Request, cancellationToken);
                    var reader = Reader.Of(http);
                    var key = new RuleKey(reader.Tenant, id);
                    var command = new Command(key, reader, Actor.Of(http.User), rule, IfMatch.Of(http.Request));
                    var changed = await mediator.Send(command, cancellationToken);
                    http.Response.Headers.ETag = changed.ETag;
                    return ApiJson.Answer(changed.Rule);
                }
            )
            .Describe(
                "Replaces an alerting rule.",
                api =>
                    api.Path("id", "The id of the rule.")
                        .ReadsIfMatch()
                        .Takes<AlertRule>("The rule, whole.", ApiJson.Options)
                        .Gives<RuleView>(StatusCodes.Status200OK, "The rule as it is kept.", ApiJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-rule")
                        .Refuses(StatusCodes.Status409Conflict, "kept-in-a-file")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
            )
            .RequireAuthorization(Permissions.ManageAlerts);

    internal sealed record Command(RuleKey Key, Reader Reader, Actor Actor, AlertRule Rule, string? ETag)
        : IRequest<TaggedRule>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Rule).SetValidator(new AlertRuleRules()).OverridePropertyName("");
            RuleFor(c => c.Rule.Id)
                .Must((command, id) => id is null || id == command.Key.Id)
                .OverridePropertyName("id")
                .WithMessage("id must be the one in the address.");
        }
    }

    internal sealed class Handler(RuleStore store, RuleCatalog catalog, RuleStatusBoard board)
        : IRequestHandler<Command, TaggedRule>
    {
        public async Task<TaggedRule> Handle(Command request, CancellationToken cancellationToken)
        {
            var read = await catalog.GetToChangeAsync(request.Key, request.ETag, cancellationToken);
            var rule = request.Rule with { Id = request.Key.Id };
            await store.ReplaceAsync(read, rule, request.Actor, cancellationToken);
            catalog.NoteChange();
            return TaggedRule.Of(
                await catalog.GetAsync(request.Key, cancellationToken),
                board,
                new Sight(request.Reader.Scope)
            );
        }
    }
}
