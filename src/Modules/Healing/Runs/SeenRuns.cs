using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Alerting.Contracts;
using Monolith.Healing.Actions;
using Monolith.Platform.Security;

namespace Monolith.Healing.Runs;

/// <summary>Shows runs as far as their reader sees the alerts that they are about. A run whose alert is not seen is not there; what an
/// alert has that is hidden is covered wherever the run says it again. All that is said of runs over HTTP comes through here.</summary>
internal static class SeenRuns
{
    /// <summary>Has an endpoint show what is seen of runs.</summary>
    public static RouteHandlerBuilder ShowsWhatIsSeen(this RouteHandlerBuilder endpoint) =>
        endpoint.AddEndpointFilter(Hidden.Tell).AddEndpointFilter(FilterAsync);

    private static async ValueTask<object?> FilterAsync(
        EndpointFilterInvocationContext call,
        EndpointFilterDelegate next
    )
    {
        var (http, reader) = (call.HttpContext, Reader.Of(call.HttpContext));
        if (reader.Scope.HidesNothing)
        {
            return await next(call);
        }

        var (store, mediator) = (
            http.RequestServices.GetRequiredService<RunStore>(),
            http.RequestServices.GetRequiredService<IMediator>()
        );
        if (http.GetRouteValue("id") is string id)
        {
            // Before anything is done to it: nobody agrees to what they do not see.
            var run = (await store.GetAsync(new RunKey(reader.Tenant.Value, id), http.RequestAborted)).Value;

            // A rehearsal by hand is about no alert, and says nothing of records.
            if (run.Request.Alert is { } about && (await SeeAsync([about]))[about] is null)
            {
                throw RunStore.NoSuchRun(id);
            }
        }

        return await next(call) switch
        {
            RunView { Alert: { } alert } view => new Cover(
                alert,
                (await SeeAsync([alert]))[alert] ?? throw RunStore.NoSuchRun(view.Id),
                view.Steps
            ).Of(view),
            ListRuns.Page page => page with { Runs = await SeenOfAsync(page.Runs) },
            var other => other,
        };

        async Task<Dictionary<RunAlert, AlertSight?>> SeeAsync(IReadOnlyList<RunAlert> alerts)
        {
            var kept = alerts.Select(alert => new KeptAlert(alert.RuleId, alert.Labels));
            var seen = await mediator.Send(new SeeAlerts(reader, [.. kept]), http.RequestAborted);
            return alerts.Zip(seen).ToDictionary(one => one.First, one => one.Second);
        }

        async Task<IReadOnlyList<RunLine>> SeenOfAsync(IReadOnlyList<RunLine> lines)
        {
            var seen = await SeeAsync([.. lines.Select(line => line.Alert).OfType<RunAlert>()]);
            return
            [
                .. lines
                    .Select(line =>
                        line.Alert is not { } alert ? line
                        : seen[alert] is { } sight ? new Cover(alert, sight).Of(line)
                        : null
                    )
                    .OfType<RunLine>(),
            ];
        }
    }

    /// <summary>Covers what is hidden of an alert in what a run says.</summary>
    /// <param name="alert">The alert as it was found.</param>
    /// <param name="sight">What is seen of it.</param>
    /// <param name="steps">The steps of the run, which say what was measured; none where they are not shown.</param>
    private sealed class Cover(RunAlert alert, AlertSight sight, params IReadOnlyList<RunStep> steps)
    {
        // The longest first: one may be a part of another.
        private readonly List<string> _hidden =
        [
            .. alert
                .Labels.Where(label => sight.Labels.GetValueOrDefault(label.Key) != label.Value)
                .Select(label => label.Value)
                .Concat(sight.ShowsValue ? [] : MeasuredIn(steps))
                .Where(text => text.Length > 0)
                .Distinct(StringComparer.Ordinal)
                .OrderByDescending(text => text.Length),
        ];

        public RunLine Of(RunLine line) => line with { Target = Of(line.Target), Reason = Of(line.Reason) };

        public RunView Of(RunView view) =>
            view with
            {
                Target = Of(view.Target),
                Parameters = view.Parameters.ToDictionary(p => p.Key, p => Of(p.Value), StringComparer.Ordinal),
                Alert = alert with
                {
                    Fingerprint = sight.Fingerprint,
                    Labels = sight.Labels,
                    Value = sight.ShowsValue ? alert.Value : null,
                },
                Reason = Of(view.Reason),
                Plan = _hidden.Count == 0 ? view.Plan : null, // made of parameters, in forms of many actions
                Steps = [.. view.Steps.Select(Of)],
            };

        private static IEnumerable<string> MeasuredIn(IReadOnlyList<RunStep> steps) =>
            steps
                .SelectMany(step => step.Evidence)
                .Where(evidence => evidence.Condition is not null)
                .Select(evidence => evidence.Value);

        private RunStep Of(RunStep step) =>
            step with
            {
                Message = Of(step.Message),
                Evidence =
                [
                    .. step.Evidence.Select(evidence =>
                        evidence with
                        {
                            Question = Of(evidence.Question),
                            Value = Of(evidence.Value),
                        }
                    ),
                ],
            };

        private ActionTarget Of(ActionTarget target) =>
            target with
            {
                Namespace = Of(target.Namespace),
                Name = Of(target.Name),
            };

        private string Of(string text) =>
            _hidden.Aggregate(text, (rest, value) => rest.Replace(value, Sight.Cover, StringComparison.Ordinal));
    }
}
