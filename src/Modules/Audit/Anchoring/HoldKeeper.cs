using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Audit.Contracts;
using Monolith.Audit.Shipping;
using Monolith.Audit.Trail;
using Monolith.Platform.Leases;
using Monolith.Platform.Security;

namespace Monolith.Audit.Anchoring;

/// <summary>Brings a hold that was placed or lifted to what anchors have already, on one replica: some hundred objects at a time, and what
/// failed again soon. The trail says when it has reached all of them.</summary>
internal sealed class HoldKeeper(
    AnchorList anchors,
    AnchorStates states,
    HeldStates held,
    TrailQueue queue,
    IAuditTrail trail,
    IOptions<AnchoringOptions> options,
    ILeases leases,
    TimeProvider clock,
    ILogger<HoldKeeper> logger
) : LeasedWorker("audit-holds", leases, clock, logger)
{
    /// <inheritdoc/>
    protected override TimeSpan TurnWait => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task TurnAsync(CancellationToken cancellationToken)
    {
        var holding = anchors.All.OfType<IHolding>().ToList();
        if (holding.Count == 0)
        {
            return;
        }

        await foreach (var head in queue.HeadsAsync(cancellationToken))
        {
            foreach (var anchor in holding)
            {
                await BringAsync(anchor, head.Id, cancellationToken);
            }
        }
    }

    private async Task BringAsync(IHolding anchor, string tenant, CancellationToken cancellationToken)
    {
        var before = await held.FindAsync(anchor.Name, tenant, cancellationToken);
        if (
            await anchor.IsToBeHeldAsync(tenant, cancellationToken) is not { } isHeld
            || (before is null && !isHeld) // nothing was ever held there
        )
        {
            return;
        }

        var anchored = (await states.FindAsync(anchor.Name, tenant, cancellationToken))?.Value.Anchored?.Time;
        var now = Clock.GetUtcNow();
        if (before is null || before.IsHeld != isHeld || EndedAmidst(before, anchored))
        {
            before = new HeldObjects(isHeld, now, anchored, null, 0, IsDone: false, 0, null, now);
        }

        if (before.IsDone || now < before.NextTry)
        {
            return;
        }

        var after = await TryAsync(anchor, tenant, before, cancellationToken);
        if (after.IsDone || after.Failures == 1)
        {
            await trail.AppendAsync(Told(anchor, tenant, after), cancellationToken);
        }

        await held.KeepAsync(anchor.Name, tenant, after, cancellationToken);
        if (!after.IsDone && after.Failures == 0)
        {
            Wake(); // there is more
        }
    }

    /// <summary>An export that began before and ended later may have written objects that this passed by.</summary>
    private static bool EndedAmidst(HeldObjects held, DateTimeOffset? anchored) =>
        anchored != held.Anchored && anchored <= held.Began;

    private async Task<HeldObjects> TryAsync(
        IHolding anchor,
        string tenant,
        HeldObjects before,
        CancellationToken cancellationToken
    )
    {
        using var bound = new CancellationTokenSource(options.Value.Timeout, Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            var part = await anchor.HoldAsync(tenant, before.IsHeld, before.After, both.Token);
            return before with
            {
                After = part.Last,
                Objects = before.Objects + part.Count,
                IsDone = part.Last is null,
                Failures = 0,
                Error = null,
            };
        }
        catch (Exception e)
            when (e is AnchorException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            logger.HoldFailed(e, anchor.Name, tenant);
            return before with
            {
                Failures = before.Failures + 1,
                Error = e is OperationCanceledException ? "It took too long." : e.Message,
                NextTry = Clock.GetUtcNow() + options.Value.WaitAfter(before.Failures),
            };
        }
    }

    private AuditEntry Told(IHolding anchor, string tenant, HeldObjects held)
    {
        var now = Clock.GetUtcNow();
        return new AuditEntry
        {
            Id = $"audit.hold.{Guid.CreateVersion7(now):N}",
            Tenant = tenant,
            Time = now,
            Action = held.IsDone ? "audit.hold.reached" : "audit.hold.failed",
            Actor = Actor.System("audit"),
            Target = new AuditTarget("anchor", anchor.Name),
            Outcome = held.IsDone ? AuditOutcome.Succeeded : AuditOutcome.Failed,
            Reason = held.Error ?? "",
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["is_held"] = held.IsHeld ? "true" : "false",
                ["objects"] = held.Objects.ToString(CultureInfo.InvariantCulture),
            },
        };
    }
}
