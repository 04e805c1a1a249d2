using Monolith.Platform.Leases;

namespace Monolith.Alerting.Scheduling;

/// <summary>Work of alerting that one replica does at a time: all that are registered run while it has the lease
/// <see cref="Name"/>.</summary>
internal interface IAlertingLeader
{
    /// <summary>The lease.</summary>
    public const string Name = "alerting";

    /// <summary>Works until it is told to stop. It is called again, on this replica or another, with the next lease; whatever it
    /// must remember until then is in documents.</summary>
    /// <param name="lease">The lease that is held.</param>
    /// <param name="cancellationToken">The lease was lost, or the host stops. Nothing may be written after that.</param>
    Task RunAsync(ILease lease, CancellationToken cancellationToken);
}
