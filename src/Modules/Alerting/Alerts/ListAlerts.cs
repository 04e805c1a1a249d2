using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Alerting.Evaluation;
using Monolith.Alerting.Labels;
using Monolith.Alerting.Rules;
using Monolith.Alerting.Seen;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Alerts;

/// <summary>The alerts of the tenant, as far as they are seen: <c>GET /api/v1/alerts</c>.</summary>
internal static class ListAlerts
{
    private static readonly string[] Parameters = ["state", "rule", "filter"];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/alerts",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                    ApiJson.Answer(await mediator.Send(Read(http), cancellationToken))
            )
            .Describe(
                "Lists alerts.",
                api =>
                    api.Query("state", "`pending`, `firing` or `resolved`; without it those that are pending or fire.")
                        .Query("rule", "The id of the rule.")
                        .Query(
                            "filter",
                            "Labels as in Alertmanager: `severity=\"critical\"`; several times: all of them.",
                            ApiType.Texts
                        )
                        .Gives<Response>(StatusCodes.Status200OK, "The alerts.", ApiJson.Options)
            )
            .AddEndpointFilter(Hidden.Tell)
            .RequireAuthorization(Permissions.ReadAlerts);

    /// <param name="Reader">Who asks.</param>
    /// <param name="State">In which state; null for those that are pending or fire.</param>
    /// <param name="RuleId">Of which rule; null for all.</param>
    /// <param name="Filter">Which labels they have.</param>
    internal sealed record Query(Reader Reader, string? State, string? RuleId, MatcherSet Filter) : IRequest<Response>;

    internal sealed record Response(IReadOnlyList<AlertView> Alerts);

    /// <param name="Fingerprint">Names the alert.</param>
    /// <param name="RuleId">Its rule.</param>
    /// <param name="State">Where it stands.</param>
    /// <param name="Labels">What tells it from others.</param>
    /// <param name="Annotations">What people read.</param>
    /// <param name="Value">What was last measured, on the replica that evaluates; elsewhere when the state last changed. Null when
    /// the caller does not see what is measured.</param>
    /// <param name="ActiveAt">Since when the condition has been met.</param>
    /// <param name="FiredAt">When it began to fire.</param>
    /// <param name="KeepFiringSince">Since when it fires only because it is to be kept firing.</param>
    /// <param name="ResolvedAt">When it was resolved.</param>
    internal sealed record AlertView(
        string Fingerprint,
        string RuleId,
        AlertState State,
        LabelSet Labels,
        IReadOnlyDictionary<string, string> Annotations,
        double? Value,
        DateTimeOffset ActiveAt,
        DateTimeOffset? FiredAt,
        DateTimeOffset? KeepFiringSince,
        DateTimeOffset? ResolvedAt
    );

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() =>
            RuleFor(query => query.State)
                .Must(state => state is null || StateOf(state) is not null)
                .OverridePropertyName("state")
                .WithMessage("state must be pending, firing or inactive.");
    }

    internal sealed class Handler(AlertStore store, AlertBook book, RuleCatalog rules)
        : IRequestHandler<Query, Response>
    {
        public async Task<Response> Handle(Query request, CancellationToken cancellationToken)
        {
            var (tenant, sight, state) = (
                request.Reader.Tenant,
                new Sight(request.Reader.Scope),
                StateOf(request.State)
            );
            var stored = await store.ListAsync(cancellationToken);
            var known = await rules.ListAsync(cancellationToken);
            var alerts = stored
                .Where(a => a.Tenant == tenant.Value && (request.RuleId is null || a.RuleId == request.RuleId))
                .Select(a => (a.RuleId, Alert: Latest(tenant, a)))
                .Where(a => state is null ? a.Alert.State != AlertState.Inactive : a.Alert.State == state)
                .OrderBy(a => a.Alert.ActiveAt)
                .ThenBy(a => a.Alert.Fingerprint, StringComparer.Ordinal)
                .Select(a => ViewOf(a.RuleId, a.Alert, SeenBy(a.RuleId).Of(a.Alert)))
                .OfType<AlertView>()
                .Where(view => request.Filter.Matches(view.Labels)); // what is hidden cannot be filtered by
            return new Response([.. alerts]);

            SeenByRule SeenBy(string ruleId) => new(sight, known.GetValueOrDefault(new RuleKey(tenant, ruleId))?.Plan);
        }

        // In memory are the value and the annotations of the last evaluation.
        private AlertInstance Latest(TenantId tenant, StoredAlert stored) =>
            book.Of(new RuleKey(tenant, stored.RuleId)).GetValueOrDefault(stored.Alert.Fingerprint) is { } latest
            && !latest.DiffersFrom(stored.Alert)
                ? latest
                : stored.Alert;
    }

    private static AlertView? ViewOf(string ruleId, AlertInstance alert, SeenAlert? seen) =>
        seen is null
            ? null
            : new AlertView(
                seen.Labels.Fingerprint,
                ruleId,
                alert.State,
                seen.Labels,
                seen.Annotations,
                seen.Value,
                alert.ActiveAt,
                alert.FiredAt,
                alert.KeepFiringSince,
                alert.ResolvedAt
            );

    private static Query Read(HttpContext http)
    {
        var query = http.Request.Query;

        // A misspelt filter would silently show more than was asked for.
        if (query.Keys.Except(Parameters, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw new InvalidRequestException(
                unknown,
                $"There is no parameter of this name. There are: {string.Join(", ", Parameters)}."
            );
        }

        return new Query(Reader.Of(http), Text("state"), Text("rule"), FilterOf(query["filter"]));

        string? Text(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;
    }

    private static MatcherSet FilterOf(IEnumerable<string?> texts)
    {
        try
        {
            return new MatcherSet([
                .. texts.Select(text =>
                    MatcherText.TryParse(text ?? "", out var matcher)
                        ? matcher
                        : throw new InvalidRequestException("filter", $"filter must be {MatcherText.Syntax}.")
                ),
            ]);
        }
        catch (ArgumentException e)
        {
            throw new InvalidRequestException("filter", e.Message);
        }
    }

    private static AlertState? StateOf(string? text) =>
        text switch
        {
            "pending" => AlertState.Pending,
            "firing" => AlertState.Firing,
            "inactive" => AlertState.Inactive,
            _ => null,
        };
}
