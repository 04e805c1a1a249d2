using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Monolith.Platform.Signals;
using Monolith.Storage.Shipping;
using Monolith.Storage.Spool;

namespace Monolith.Storage.Deliveries;

/// <summary>
/// Carries what the window remembers over the death of the process. The ids of a group's deliveries are the group's first
/// frame, so they become durable with the records in one write; when the shipper frees that frame, it leaves the ids here.
/// </summary>
internal sealed class DeliveryJournal(
    SpoolHolder spool,
    DeliveryWindow window,
    IOptions<StorageOptions> options,
    TimeProvider clock
) : IHostedService, IDisposable
{
    private DeliveryFiles? _files;

    /// <summary>Reads back what earlier processes left, before the first delivery can be claimed.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var (folder, bounds) = (spool.Folder, options.Value);
        _files = new DeliveryFiles(folder.Path, bounds.DeliveryGenerationIds, bounds.DeliveryWindow, clock);
        window.Key = DeliveryKey.OpenOrCreate(folder.Path);
        _files.ReadInto(window);
        new DeliveryScan(folder, clock.GetUtcNow() - bounds.DeliveryWindow).ReadInto(window);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Keeps the ids that are in these frames. Called before the frames may be freed.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Keep(IReadOnlyList<FrameAt> frames)
    {
        var bytes = frames.Sum(f => f.Header.Kind == StreamKind.Deliveries ? f.Header.PayloadBytes : 0);
        if (bytes == 0)
        {
            return;
        }

        var ids = new byte[bytes];
        var at = 0;
        foreach (var frame in frames.Where(f => f.Header.Kind == StreamKind.Deliveries))
        {
            at += frame.ReadPayload(ids.AsSpan(at));
        }

        _files!.Append(ids);
    }

    /// <inheritdoc/>
    public void Dispose() => _files?.Dispose();
}
