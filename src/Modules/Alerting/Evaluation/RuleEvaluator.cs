using MediatR;
using Microsoft.Extensions.Logging;
using Monolith.Alerting.Rules;
using Monolith.Alerting.Scheduling;
using Monolith.Explore.Contracts;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Evaluation;

/// <summary>Evaluates one rule once: asks, decides, makes durable, tells.</summary>
internal sealed class RuleEvaluator(
    IMediator mediator,
    AlertBook book,
    AlertStore store,
    AlertSender sender,
    RuleStatusBoard board,
    RuleMetrics metrics,
    TimeProvider clock,
    ILogger<RuleEvaluator> logger
)
{
    private const int MaxValues = 10;

    /// <summary>Evaluates. A failure leaves the alerts as they were and shows as the rule's error.</summary>
    public async Task EvaluateAsync(KnownRule rule, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var delay = clock.GetUtcNow() - at;
        metrics.Began(delay);
        IReadOnlyList<Measurement> measured = [];
        Exception? failure = null;
        try
        {
            measured = await mediator.Send(rule.Plan.Ask(Reader.Whole(rule.Key.Tenant), at), cancellationToken);
            failure = await DecideAsync(rule, measured, at, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            failure = e;
        }

        var duration = clock.GetElapsedTime(began);
        metrics.Evaluated(duration, failure);
        Note(rule, at, delay, duration, measured, failure);

        // After a failure too: an alert that is not told again would count as resolved.
        var alerts = book.Of(rule.Key);
        await sender.SendAsync(rule.Key, rule.Plan.Interval, alerts.Values, at, cancellationToken);
    }

    /// <summary>Takes up the alerts of a rule after a pause, in which another replica evaluated them, or none.</summary>
    public async Task RestoreAsync(
        KnownRule rule,
        DateTimeOffset lastEvaluation,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var before = await book.GetAsync(rule.Key, cancellationToken);
        var restored = before
            .Values.Select(alert => Restoration.Restore(alert, rule.Plan.For, lastEvaluation, now))
            .OfType<AlertInstance>()
            .ToDictionary(alert => alert.Fingerprint, StringComparer.Ordinal);
        await CommitAsync(rule.Key, before, restored, now, cancellationToken);
    }

    /// <summary>Resolves the alerts of a rule that is gone.</summary>
    public async Task ResolveAsync(RuleKey rule, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var before = await book.GetAsync(rule, cancellationToken);
        var resolved = AlertMachine.ResolveAll(before, at);
        await CommitAsync(rule, before, resolved, at, cancellationToken);
        await sender.SendAsync(rule, TimeSpan.Zero, resolved.Values, at, cancellationToken);

        // Nobody evaluates it any more, so nobody would forget them later.
        var none = new Dictionary<string, AlertInstance>(StringComparer.Ordinal);
        await CommitAsync(rule, resolved, none, at, cancellationToken);
    }

    /// <returns>What is wrong with the rule; null when nothing is.</returns>
    private async Task<EvaluationException?> DecideAsync(
        KnownRule rule,
        IReadOnlyList<Measurement> measured,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var before = await book.GetAsync(rule.Key, cancellationToken);
        var findings = Interpretation.Read(rule.Plan, measured);
        var after = AlertMachine.Evaluate(rule.Plan, before, findings, at);
        await CommitAsync(rule.Key, before, after.Alerts, at, cancellationToken);
        return after.Error is null ? null : new EvaluationException(after.Error);
    }

    private async Task CommitAsync(
        RuleKey rule,
        IReadOnlyDictionary<string, AlertInstance> before,
        IReadOnlyDictionary<string, AlertInstance> after,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await store.CommitAsync(rule, before, after, at, cancellationToken);
        }
        catch
        {
            book.Doubt(rule);
            throw;
        }

        book.Set(rule, after);
        sender.Forget(rule, before.Keys.Except(after.Keys, StringComparer.Ordinal));
    }

    private void Note(
        KnownRule rule,
        DateTimeOffset at,
        TimeSpan delay,
        TimeSpan duration,
        IReadOnlyList<Measurement> measured,
        Exception? failure
    )
    {
        var health = failure is null ? RuleHealth.Ok : RuleHealth.Error;
        var status = new RuleStatus(
            health,
            failure?.Message,
            at,
            delay,
            duration,
            [
                .. measured
                    .OrderByDescending(m => m.Value ?? double.NegativeInfinity)
                    .Take(MaxValues)
                    .Select(m => new MeasuredValue(m.Labels, m.Value, m.Samples)),
            ],
            book.Of(rule.Key).Values.Select(a => a.State).DefaultIfEmpty(AlertState.Inactive).Max(),
            Skipped: 0
        );
        var was = board.Set(rule.Key, status);
        if (failure is not null && was != RuleHealth.Error)
        {
            logger.RuleFailed(rule.Key.Tenant.Value, rule.Key.Id, failure.Message);
        }
        else if (failure is null && was == RuleHealth.Error)
        {
            logger.RuleRecovered(rule.Key.Tenant.Value, rule.Key.Id);
        }
    }
}
