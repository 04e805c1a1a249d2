namespace Monolith.Platform.Leases;

/// <summary>Makes one replica the owner of a task. Thread-safe.</summary>
public interface ILeases
{
    /// <summary>Takes a lease that nobody has. It is renewed in the background until it is disposed.</summary>
    /// <param name="name">What is owned: letters, digits, <c>-</c>, <c>_</c> and <c>.</c></param>
    /// <param name="duration">How long others wait after the last sign of life of the owner, one second or more. The clocks of the
    /// replicas may differ by a fifth of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when another has it.</returns>
    Task<ILease?> TryAcquireAsync(string name, TimeSpan duration, CancellationToken cancellationToken);
}

/// <summary>A lease that was taken. Disposing it gives it back at once.</summary>
public interface ILease : IAsyncDisposable
{
    /// <summary>What is owned.</summary>
    string Name { get; }

    /// <summary>Rises with every owner and never falls. A store that remembers the highest it has seen can refuse a former owner
    /// that does not yet know that it is one.</summary>
    long FencingToken { get; }

    /// <summary>Cancelled before another can have the lease. A process that was frozen hears of it late: only the fencing token
    /// helps then.</summary>
    CancellationToken Lost { get; }

    /// <summary>Renews it now, which the background does anyway.</summary>
    /// <returns>False when it is lost.</returns>
    Task<bool> RenewAsync(CancellationToken cancellationToken);
}
