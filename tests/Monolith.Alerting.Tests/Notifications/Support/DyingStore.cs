using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Documents;

namespace Monolith.Alerting.Tests.Notifications.Support;

/// <summary>The documents of a process that dies at a chosen commit: before it is made, or just after. From then on nothing works,
/// as nothing does in a process that is gone.</summary>
internal sealed class DyingStore : IDocumentStore
{
    private IDocumentStore? _inner;
    private int _commitsLeft = int.MaxValue;
    private bool _isMade;

    /// <summary>Whether it has died.</summary>
    public bool IsDead { get; private set; }

    private IDocumentStore Inner =>
        IsDead ? throw new IOException("The process is gone.") : _inner ?? throw new InvalidOperationException();

    /// <summary>Dies at the nth commit from now.</summary>
    /// <param name="commit">Which one, beginning with 1.</param>
    /// <param name="isMade">Whether it is still made.</param>
    public void DieAt(int commit, bool isMade) => (_commitsLeft, _isMade) = (commit, isMade);

    /// <summary>Stands before the store that was registered.</summary>
    public void TakePlaceIn(IServiceCollection services)
    {
        var registered = services.Last(s => s.ServiceType == typeof(IDocumentStore)).ImplementationType!;
        services.AddSingleton<IDocumentStore>(provider =>
        {
            _inner = (IDocumentStore)ActivatorUtilities.CreateInstance(provider, registered);
            return this;
        });
    }

    public Task<Document<T>?> GetAsync<T>(string kind, string id, CancellationToken cancellationToken) =>
        Inner.GetAsync<T>(kind, id, cancellationToken);

    public Task<DocumentPage<T>> ListAsync<T>(
        string kind,
        int pageSize,
        string? cursor,
        CancellationToken cancellationToken
    ) => Inner.ListAsync<T>(kind, pageSize, cursor, cancellationToken);

    public async Task CommitAsync(DocumentChanges changes, CancellationToken cancellationToken)
    {
        var inner = Inner;
        var isLast = Interlocked.Decrement(ref _commitsLeft) == 0;
        if (!isLast || _isMade)
        {
            await inner.CommitAsync(changes, cancellationToken);
        }

        if (isLast)
        {
            IsDead = true;
            throw new IOException("The process is gone.");
        }
    }
}
