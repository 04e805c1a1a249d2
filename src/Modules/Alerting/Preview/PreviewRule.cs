using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Alerting.Labels;
using Monolith.Alerting.Rules;
using Monolith.Explore.Contracts;
using Monolith.Platform.Language;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Preview;

/// <summary>Says when a rule would have fired: <c>POST /api/v1/alerts/rules/preview</c>. Changes nothing.</summary>
internal static class PreviewRule
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly PromDuration OneDay = new(TimeSpan.FromDays(1));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/alerts/rules/preview",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await ApiJson.ReadAsync<Body>(http.Request, cancellationToken);
                    var query = new Query(Reader.Of(http), body.Rule, body.To, body.Last ?? OneDay);
                    return ApiJson.Answer(await mediator.Send(query, cancellationToken));
                }
            )
            .Describe(
                "Says when a rule would have fired, and changes nothing.",
                api =>
                    api.Takes<Body>("The rule, and how far back it is tried.", ApiJson.Options)
                        .GivesAny(StatusCodes.Status200OK, "What it would have done.", "application/json")
            )
            .AddEndpointFilter(Hidden.Tell)
            .RequireAuthorization(Permissions.ReadAlerts);

    /// <param name="Rule">The rule, as it would be added.</param>
    /// <param name="Last">How far back it is tried.</param>
    /// <param name="To">Where that ends; now without it.</param>
    internal sealed record Body(AlertRule Rule, PromDuration? Last = null, DateTimeOffset? To = null);

    internal sealed record Query(Reader Reader, AlertRule Rule, DateTimeOffset? To, PromDuration Last)
        : IRequest<Response>;

    /// <param name="Question">What the rule asks, in words.</param>
    /// <param name="From">The first moment at which it was tried.</param>
    /// <param name="To">The last one.</param>
    /// <param name="Step">How far the moments are apart: whole minutes, at least the rule's interval.</param>
    /// <param name="Alerts">The label sets that would have fired, in the order in which they first did.</param>
    /// <param name="PendingOnly">How often an alert was pending and did not come to fire.</param>
    /// <param name="Errors">The first moments at which the rule could not have been evaluated.</param>
    /// <param name="Cut">True when there were too many to tell all; the rest of the time was not looked at.</param>
    internal sealed record Response(
        string Question,
        DateTimeOffset From,
        DateTimeOffset To,
        PromDuration Step,
        IReadOnlyList<AlertPreview> Alerts,
        int PendingOnly,
        IReadOnlyList<BackTestError> Errors,
        bool Cut
    );

    internal sealed record AlertPreview(LabelSet Labels, IReadOnlyList<Interval> Intervals);

    /// <param name="ActiveAt">Since when the condition was met.</param>
    /// <param name="FiredAt">When the alert began to fire.</param>
    /// <param name="ResolvedAt">When it ended; left out when it fired to the end.</param>
    /// <param name="Value">What was measured when it began to fire.</param>
    /// <param name="Lowest">The lowest value while it fired.</param>
    /// <param name="Highest">The highest one.</param>
    /// <param name="Annotations">What people would have read.</param>
    internal sealed record Interval(
        DateTimeOffset ActiveAt,
        DateTimeOffset FiredAt,
        DateTimeOffset? ResolvedAt,
        double Value,
        double Lowest,
        double Highest,
        IReadOnlyDictionary<string, string> Annotations
    );

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(query => query.Rule).SetValidator(new AlertRuleRules()).OverridePropertyName("rule");
            RuleFor(query => query.Last.Value)
                .InclusiveBetween(Minute, RuleLimits.LongestWindow)
                .OverridePropertyName("last")
                .WithMessage($"last must be from 1m to {new PromDuration(RuleLimits.LongestWindow)}.");
        }
    }

    internal sealed class Handler(IMediator mediator, TimeProvider clock) : IRequestHandler<Query, Response>
    {
        public async Task<Response> Handle(Query request, CancellationToken cancellationToken)
        {
            var plan = RulePresets.Plan(request.Rule);
            var step = StepOf(plan, request.Last.Value);
            var to = Floor(request.To ?? clock.GetUtcNow());
            var count = (int)(request.Last.Value / step) + 1;
            var from = to - (count - 1) * step;
            var question = plan.Ask(request.Reader, to) with { From = from, Step = step };
            var measured = await mediator.Send(question, cancellationToken);
            var moments = Enumerable.Range(0, count).Select(i => from + i * step);
            var result = BackTest.Run(plan, moments, measured);
            return new Response(
                plan.Describe(),
                from,
                to,
                new PromDuration(step),
                [
                    .. result
                        .Firings.GroupBy(firing => firing.Labels)
                        .Select(group => new AlertPreview(group.Key, [.. group.Select(IntervalOf)])),
                ],
                result.Waited,
                result.Errors,
                result.IsCut
            );
        }
    }

    /// <summary>Whole minutes, so that the roll-ups can answer. A long window is moved in larger steps: otherwise each record would
    /// count in very many windows.</summary>
    internal static TimeSpan StepOf(RulePlan plan, TimeSpan range)
    {
        const int MaxWindowsOfRecord = 60;
        var least = new[]
        {
            plan.Interval,
            range / (MeasureLogs.MaxSteps - 1),
            plan.Kind is RuleKind.Absence or RuleKind.NewPattern ? Minute : plan.Window / MaxWindowsOfRecord,
        }.Max();
        return TimeSpan.FromMinutes(Math.Max(1, Math.Ceiling(least.TotalMinutes)));
    }

    private static DateTimeOffset Floor(DateTimeOffset time) =>
        new(time.UtcTicks - time.UtcTicks % Minute.Ticks, TimeSpan.Zero);

    private static Interval IntervalOf(Firing firing) =>
        new(
            firing.ActiveAt,
            firing.FiredAt,
            firing.ResolvedAt,
            firing.Value,
            firing.Lowest,
            firing.Highest,
            firing.Annotations
        );
}
