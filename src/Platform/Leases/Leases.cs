using Microsoft.Extensions.Logging;
using Monolith.Platform.Documents;

namespace Monolith.Platform.Leases;

/// <summary>Leases as documents: whoever writes the document under the ETag that it read has the lease. A document is never
/// removed, so the fencing token never starts over.</summary>
internal sealed class Leases(IDocumentStore documents, TimeProvider clock, ILogger<Leases> logger) : ILeases
{
    private static readonly TimeSpan ShortestDuration = TimeSpan.FromSeconds(1);

    public async Task<ILease?> TryAcquireAsync(string name, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, ShortestDuration);
        var began = clock.GetTimestamp();
        var current = await documents.GetAsync<LeaseDocument>(LeaseDocument.Kind, name, cancellationToken);
        if (current?.Value.IsTaken(clock.GetUtcNow()) == true)
        {
            return null;
        }

        var token = (current?.Value.FencingToken ?? 0) + 1;
        var taken = new LeaseDocument(token, clock.GetUtcNow() + duration, duration);
        var changes = new DocumentChanges();
        _ = current is null
            ? changes.Add(LeaseDocument.Kind, name, taken)
            : changes.Replace(LeaseDocument.Kind, name, taken, current.ETag);
        try
        {
            await documents.CommitAsync(changes, cancellationToken);
        }
        catch (DocumentConflictException)
        {
            return null; // another was quicker
        }

        return new Lease(name, taken, began, documents, clock, logger);
    }
}
