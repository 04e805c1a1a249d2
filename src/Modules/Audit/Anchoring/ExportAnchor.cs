using Monolith.Audit.Checkpoints;
using Monolith.Audit.Export;

namespace Monolith.Audit.Anchoring;

/// <summary>An anchor that is an export: entries, tiles, keys and checkpoints, with a digest for each hour.</summary>
internal abstract class ExportAnchor(string name, TrailExporter exporter, TimeProvider clock) : IAnchor
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public abstract AnchorType Type { get; }

    /// <summary>Where a tenant's export goes.</summary>
    protected abstract Task<IExportTarget> TargetOfAsync(string tenant, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public async Task<Anchored> AnchorAsync(
        string tenant,
        SignedCheckpoint checkpoint,
        Anchored? before,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        if (before is not null && HourOf(before.Time) == HourOf(now))
        {
            return before; // an hour has one digest
        }

        try
        {
            var target = await TargetOfAsync(tenant, cancellationToken);
            var digest = await exporter.WriteHourAsync(tenant, HourOf(now), before?.Digest, target, cancellationToken);
            return new Anchored(digest.To, now, digest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AnchorException($"It cannot be written: {e.Message}", e);
        }
    }

    private static DateTimeOffset HourOf(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
}
