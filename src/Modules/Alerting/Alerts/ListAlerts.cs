using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Alerting.Acknowledgements;
using Monolith.Alerting.Evaluation;
using Monolith.Alerting.Labels;
using Monolith.Alerting.Seen;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Alerts;

/// <summary>The alerts of the tenant, as far as they are seen: <c>GET /api/v1/alerts</c>.</summary>
internal static class ListAlerts
{
    private static readonly string[] Parameters = ["state", "rule", "acknowledged", "filter"];

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
                        .Query("acknowledged", "`true` for those that somebody looks after, `false` for the others.")
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
    /// <param name="IsAcknowledged">Whether somebody looks after them; null for all.</param>
    /// <param name="Filter">Which labels they have.</param>
    internal sealed record Query(Reader Reader, string? State, string? RuleId, bool? IsAcknowledged, MatcherSet Filter)
        : IRequest<Response>;

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
    /// <param name="Acknowledged">Who looks after it.</param>
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
        DateTimeOffset? ResolvedAt,
        AcknowledgementView? Acknowledged
    );

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() =>
            RuleFor(query => query.State)
                .Must(state => state is null || StateOf(state) is not null)
                .OverridePropertyName("state")
                .WithMessage("state must be pending, firing or inactive.");
    }

    internal sealed class Handler(SeenAlerts alerts) : IRequestHandler<Query, Response>
    {
        public async Task<Response> Handle(Query request, CancellationToken cancellationToken)
        {
            var state = StateOf(request.State);
            var all = await alerts.ListAsync(request.Reader, cancellationToken);
            return new Response([
                .. all.Where(found => request.RuleId is null || found.Rule.Id == request.RuleId)
                    .Where(found =>
                        state is null ? found.Alert.State != AlertState.Inactive : found.Alert.State == state
                    )
                    .Where(found =>
                        request.IsAcknowledged is null || request.IsAcknowledged == found.Acknowledgement is not null
                    )
                    .Where(found => request.Filter.Matches(found.Seen.Labels)) // what is hidden cannot be filtered by
                    .Select(ViewOf),
            ]);
        }
    }

    private static AlertView ViewOf(FoundAlert found) =>
        new(
            found.Seen.Labels.Fingerprint,
            found.Rule.Id,
            found.Alert.State,
            found.Seen.Labels,
            found.Seen.Annotations,
            found.Seen.Value,
            found.Alert.ActiveAt,
            found.Alert.FiredAt,
            found.Alert.KeepFiringSince,
            found.Alert.ResolvedAt,
            AcknowledgementView.Of(found)
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

        return new Query(
            Reader.Of(http),
            Text("state"),
            Text("rule"),
            Text("acknowledged") switch
            {
                null => null,
                "true" => true,
                "false" => false,
                _ => throw new InvalidRequestException("acknowledged", "acknowledged must be true or false."),
            },
            FilterOf(query["filter"])
        );

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
