using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Alerting.Evaluation;
using Monolith.Alerting.Rules;
using Monolith.Platform.Leases;

namespace Monolith.Alerting.Scheduling;

/// <summary>Evaluates every rule at its times. One that is late is evaluated once, for its last time; the times that it missed
/// are left out and counted, so that a pause is not followed by a storm.</summary>
internal sealed class RuleScheduler(
    RuleCatalog catalog,
    FileAudit files,
    RuleEvaluator evaluator,
    AlertBook book,
    RuleStatusBoard board,
    EvaluationPulse pulse,
    RuleMetrics metrics,
    IOptions<AlertingOptions> options,
    TimeProvider clock,
    ILogger<RuleScheduler> logger
) : IAlertingLeader
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public async Task RunAsync(ILease lease, CancellationToken cancellationToken)
    {
        await book.LoadAsync(cancellationToken);
        var lastPulse = await pulse.ReadAsync(cancellationToken) ?? clock.GetUtcNow();
        var schedule = new Schedule();
        using var turns = new SemaphoreSlim(options.Value.MaxConcurrentEvaluations);
        using var timer = new PeriodicTimer(Tick, clock);
        var nextRefresh = DateTimeOffset.MinValue;
        try
        {
            do
            {
                var now = clock.GetUtcNow();
                if (catalog.TakeChange() || now >= nextRefresh)
                {
                    nextRefresh = now + options.Value.RefreshInterval;
                    await TryRefreshAsync(schedule, lastPulse, now, cancellationToken);
                }

                schedule.StartDue(now, (rule, at, missed) => EvaluateAsync(rule, at, missed, turns, cancellationToken));
            } while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        finally
        {
            await Task.WhenAll(schedule.Running);
            board.Clear();
            book.Clear();
        }
    }

    /// <summary>Takes in what has changed. When that fails, the rules that are known go on.</summary>
    private async Task TryRefreshAsync(
        Schedule schedule,
        DateTimeOffset lastPulse,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var all = await catalog.ListAsync(cancellationToken);
            var rules = all.Values.Where(rule => rule.Rule.Enabled).ToDictionary(rule => rule.Key);
            foreach (var rule in rules.Values)
            {
                if (schedule.Put(rule, now))
                {
                    await evaluator.RestoreAsync(rule, lastPulse, now, cancellationToken);
                }
            }

            var gone = schedule.Rules.Union(book.Rules).Where(rule => !rules.ContainsKey(rule)).ToList();
            foreach (var rule in gone.Where(rule => !schedule.IsRunning(rule)))
            {
                await evaluator.ResolveAsync(rule, now, cancellationToken);
                schedule.Remove(rule);
                board.Forget(rule);
            }

            await files.NoteAsync(all.Values, cancellationToken);
            await pulse.BeatAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            logger.RulesNotRead(e);
        }
    }

    private async Task EvaluateAsync(
        KnownRule rule,
        DateTimeOffset at,
        long missed,
        SemaphoreSlim turns,
        CancellationToken cancellationToken
    )
    {
        if (missed > 0)
        {
            board.Skipped(rule.Key, missed);
            metrics.Skipped(missed);
        }

        try
        {
            await turns.WaitAsync(cancellationToken);
            try
            {
                await Task.Run(() => evaluator.EvaluateAsync(rule, at, cancellationToken), cancellationToken);
            }
            finally
            {
                turns.Release();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The next owner of the lease evaluates it.
        }
    }
}
