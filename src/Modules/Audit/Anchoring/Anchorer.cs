using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Contracts;
using Monolith.Audit.Shipping;
using Monolith.Audit.Trail;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Documents;
using Monolith.Platform.Leases;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Audit.Anchoring;

/// <summary>Anchors all trails at all anchors, on one replica: each once an interval, and what failed again soon.</summary>
internal sealed class Anchorer(
    AnchorList anchors,
    AnchorStates states,
    TrailQueue queue,
    CheckpointStore checkpoints,
    IAuditTrail trail,
    IOptions<AnchoringOptions> options,
    ILeases leases,
    AuditMetrics metrics,
    TimeProvider clock,
    ILogger<Anchorer> logger
) : LeasedWorker("audit-anchoring", leases, clock, logger)
{
    /// <inheritdoc/>
    protected override TimeSpan TurnWait => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task TurnAsync(CancellationToken cancellationToken)
    {
        if (anchors.All.Count == 0)
        {
            return;
        }

        await foreach (var head in queue.HeadsAsync(cancellationToken))
        {
            foreach (var anchor in anchors.All)
            {
                await TryAsync(anchor, head.Id, isAsked: false, cancellationToken);
            }
        }
    }

    /// <summary>Anchors a trail if it is time to.</summary>
    /// <param name="anchor">Where.</param>
    /// <param name="tenant">Whose trail.</param>
    /// <param name="isAsked">True when somebody asks for it now, whatever the time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is known then; null when there is nothing to be anchored yet.</returns>
    public async Task<AnchorState?> TryAsync(
        IAnchor anchor,
        string tenant,
        bool isAsked,
        CancellationToken cancellationToken
    )
    {
        var before = await states.FindAsync(anchor.Name, tenant, cancellationToken);
        var now = Clock.GetUtcNow();
        if (before is not null && !isAsked && now < before.Value.NextTry)
        {
            return before.Value;
        }

        if (await checkpoints.FindAsync(tenant, cancellationToken) is not { } checkpoint)
        {
            return before?.Value;
        }

        var last = before?.Value ?? new AnchorState(now, Anchored: null, Failures: 0, Error: null, now);
        var state = await AnchorAsync(anchor, tenant, checkpoint.Value, last, cancellationToken);
        try
        {
            await states.KeepAsync(anchor.Name, tenant, before, state, cancellationToken);
        }
        catch (DocumentConflictException)
        {
            return (await states.FindAsync(anchor.Name, tenant, cancellationToken))?.Value;
        }

        if (state.Failures == 1)
        {
            await trail.AppendAsync(Failed(anchor, tenant, state), cancellationToken);
        }

        return state;
    }

    private async Task<AnchorState> AnchorAsync(
        IAnchor anchor,
        string tenant,
        SignedCheckpoint checkpoint,
        AnchorState last,
        CancellationToken cancellationToken
    )
    {
        using var bound = new CancellationTokenSource(options.Value.Timeout, Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            var anchored = await anchor.AnchorAsync(tenant, checkpoint, last.Anchored, both.Token);
            metrics.Anchored(anchor.Name, error: null);
            return new AnchorState(
                last.Since,
                anchored,
                Failures: 0,
                Error: null,
                Clock.GetUtcNow() + options.Value.Interval
            );
        }
        catch (Exception e)
            when (e is AnchorException or ProblemException or ClickHouseException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            metrics.Anchored(anchor.Name, "failed");
            var failed = last with
            {
                Failures = last.Failures + 1,
                Error = e is OperationCanceledException ? "It took too long." : e.Message,
                NextTry = Clock.GetUtcNow() + options.Value.WaitAfter(last.Failures),
            };
            var age = failed.Age(Clock.GetUtcNow());
            if (age > options.Value.Interval * 2)
            {
                logger.AnchorBehind(e, anchor.Name, tenant, age);
            }
            else
            {
                logger.AnchorFailed(e, anchor.Name, tenant);
            }

            return failed;
        }
    }

    private AuditEntry Failed(IAnchor anchor, string tenant, AnchorState state)
    {
        var now = Clock.GetUtcNow();
        return new AuditEntry
        {
            Id = $"audit.anchor.{Guid.CreateVersion7(now):N}",
            Tenant = tenant,
            Time = now,
            Action = "audit.anchor.failed",
            Actor = Actor.System("audit"),
            Target = new AuditTarget("anchor", anchor.Name),
            Outcome = AuditOutcome.Failed,
            Reason = state.Error ?? "",
        };
    }
}
