using Monolith.Audit.Contracts;
using Monolith.Platform.Events;

namespace Monolith.Audit.Trail;

/// <summary>Gives entries that were committed with changes of documents their places in the trail.</summary>
internal sealed class AppendToldEntry(IAuditTrail trail) : IEventHandler<AuditEntry>
{
    /// <inheritdoc/>
    public Task HandleAsync(Event<AuditEntry> e, CancellationToken cancellationToken) =>
        trail.AppendAsync(e.Data, cancellationToken);
}
