using Monolith.Platform.Leases;

namespace Monolith.Alerting.Tests.Notifications.Support;

/// <summary>A lease that is never lost.</summary>
internal sealed class AnyLease : ILease
{
    public string Name => "alerting";

    public long FencingToken => 1;

    public CancellationToken Lost => CancellationToken.None;

    public Task<bool> RenewAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
