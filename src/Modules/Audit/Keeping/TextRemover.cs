using System.Globalization;
using Microsoft.Extensions.Logging;
using Monolith.Audit.Anchoring;
using Monolith.Audit.Contracts;
using Monolith.Audit.Shipping;
using Monolith.Audit.Trail;
using Monolith.Platform.Leases;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Audit.Keeping;

/// <summary>Removes texts of entries whose time is over, on one replica: from the first entry on, without a gap, and only what every
/// anchor has. First the trail says so, and a minute later they go. What proofs are made of stays.</summary>
internal sealed class TextRemover(
    KeepingStore store,
    OldEntries old,
    AnchorList anchors,
    AnchorStates states,
    TrailQueue queue,
    IAuditTrail trail,
    ILeases leases,
    TimeProvider clock,
    ILogger<TextRemover> logger
) : LeasedWorker("audit-retention", leases, clock, logger)
{
    /// <summary>What the trail calls it. Who verifies an export looks for it.</summary>
    public const string Action = "audit.retention.removed";

    /// <summary>The detail that says before which place.</summary>
    public const string Before = "before";

    /// <inheritdoc/>
    protected override TimeSpan TurnWait => TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task TurnAsync(CancellationToken cancellationToken)
    {
        await foreach (var head in queue.HeadsAsync(cancellationToken))
        {
            await RunAsync(head.Id, cancellationToken);
        }
    }

    /// <summary>Says to who asks why nothing can go.</summary>
    /// <exception cref="ConflictException">A hold stands, or nothing is kept elsewhere.</exception>
    public async Task FailIfHeldAsync(string tenant, CancellationToken cancellationToken)
    {
        var keeping = await store.OfAsync(tenant, cancellationToken);
        if (keeping.Holds.Count > 0)
        {
            throw new ConflictException(
                "trail-held",
                $"The hold '{keeping.Holds[0].Name}' stands on the audit trail (holds in all: {keeping.Holds.Count}). Nothing is removed until all are lifted."
            );
        }

        if (!IsExported)
        {
            throw new ConflictException(
                "trail-not-exported",
                "No anchor is configured that has the entries themselves: a folder, or a bucket. What is nowhere else is not removed."
            );
        }
    }

    /// <summary>Does what there is to do for a trail.</summary>
    /// <returns>How it is kept then.</returns>
    public async Task<TrailKeeping> RunAsync(string tenant, CancellationToken cancellationToken)
    {
        var read = await store.FindAsync(tenant, cancellationToken);
        if (read?.Value is not { KeepDays: { } days, Holds.Count: 0 } keeping)
        {
            return read?.Value ?? TrailKeeping.ForEver;
        }

        var now = Clock.GetUtcNow();
        if (keeping.GoesAt is { } time)
        {
            if (now < time)
            {
                return keeping;
            }

            // Nearly always it is there by now; an entry that is there already is not appended again.
            await trail.AppendAsync(Said(tenant, keeping), cancellationToken);
            await old.RemoveAsync(tenant, keeping.Removed, keeping.Decided, cancellationToken);
            var removed = keeping with { Removed = keeping.Decided };
            await store.SaveAsync(tenant, read, removed, told: null, cancellationToken);
            logger.TextsRemoved(tenant, removed.Removed);
            return removed;
        }

        var anchored = await AnchoredAsync(tenant, cancellationToken);
        var due = Math.Min(
            anchored,
            await old.EndAsync(tenant, keeping.Removed, now.AddDays(-days), cancellationToken)
        );
        if (due <= keeping.Removed)
        {
            return keeping;
        }

        var decided = keeping with { Decided = due, DecidedAt = now };
        await store.SaveAsync(tenant, read, decided, Said(tenant, decided), cancellationToken);
        return decided;
    }

    private bool IsExported => anchors.All.Any(anchor => anchor is ExportAnchor);

    /// <summary>How many entries all anchors have; 0 where none of them has the texts.</summary>
    private async Task<long> AnchoredAsync(string tenant, CancellationToken cancellationToken)
    {
        var least = IsExported ? long.MaxValue : 0;
        foreach (var anchor in anchors.All)
        {
            var state = await states.FindAsync(anchor.Name, tenant, cancellationToken);
            least = Math.Min(least, state?.Value.Anchored?.Size ?? 0);
        }

        return least;
    }

    private static AuditEntry Said(string tenant, TrailKeeping keeping)
    {
        var before = keeping.Decided.ToString(CultureInfo.InvariantCulture);
        return new AuditEntry
        {
            Id = $"{Action}.{before}",
            Tenant = tenant,
            Time = keeping.DecidedAt!.Value,
            Action = Action,
            Actor = Actor.System("audit"),
            Target = new AuditTarget("audit_trail", tenant),
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [Before] = before,
                ["keep_days"] = string.Create(CultureInfo.InvariantCulture, $"{keeping.KeepDays}"),
            },
        };
    }
}
