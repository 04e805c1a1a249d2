using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Documents;
using Monolith.Platform.Slices;

namespace Monolith.Healing.Tests.Support;

/// <summary>Has the process die at a commit: from then on nothing that it does takes effect any more.</summary>
/// <param name="commits">How many commits go well before.</param>
/// <param name="isCommitted">Whether the one that it dies at is still made.</param>
internal sealed class CrashModule(int commits, bool isCommitted) : IModule
{
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = commits;

    /// <summary>Done once it died.</summary>
    public Task Died => _died.Task;

    public string Name => "Crash";

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        var real = services.Single(s => s.ServiceType == typeof(IDocumentStore));
        services.Remove(real);
        services.AddSingleton<IDocumentStore>(provider => new DyingStore(
            this,
            (IDocumentStore)ActivatorUtilities.CreateInstance(provider, real.ImplementationType!)
        ));
    }

    public void MapEndpoints(IEndpointRouteBuilder routes) { }

    private sealed class DyingStore(CrashModule crash, IDocumentStore store) : IDocumentStore
    {
        public Task<Document<T>?> GetAsync<T>(string kind, string id, CancellationToken cancellationToken) =>
            store.GetAsync<T>(kind, id, cancellationToken);

        public Task<DocumentPage<T>> ListAsync<T>(
            string kind,
            int pageSize,
            string? cursor,
            CancellationToken cancellationToken
        ) => store.ListAsync<T>(kind, pageSize, cursor, cancellationToken);

        public async Task CommitAsync(DocumentChanges changes, CancellationToken cancellationToken)
        {
            var left = Interlocked.Decrement(ref crash._left);
            if (left >= 0 || (left == -1 && crash is { IsCommitted: true }))
            {
                await store.CommitAsync(changes, cancellationToken);
            }

            if (left < 0)
            {
                crash._died.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
        }
    }

    private bool IsCommitted => isCommitted;
}
