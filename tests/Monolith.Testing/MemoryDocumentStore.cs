using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Testing;

/// <summary>Documents that are gone with the process. Events are not published. Thread-safe.</summary>
public sealed class MemoryDocumentStore : IDocumentStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<(string Kind, string Id), (string Json, string ETag)> _documents = [];
    private long _commits;

    /// <inheritdoc/>
    public Task<Document<T>?> GetAsync<T>(string kind, string id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_documents.TryGetValue((kind, id), out var found) ? Read<T>(id, found) : null);
        }
    }

    /// <inheritdoc/>
    public Task<DocumentPage<T>> ListAsync<T>(
        string kind,
        int pageSize,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        lock (_lock)
        {
            var page = _documents
                .Where(d => d.Key.Kind == kind && string.CompareOrdinal(d.Key.Id, cursor ?? "") > 0)
                .OrderBy(d => d.Key.Id, StringComparer.Ordinal)
                .Take(pageSize)
                .Select(d => Read<T>(d.Key.Id, d.Value))
                .ToList();
            return Task.FromResult(new DocumentPage<T>(page, page.Count == pageSize ? page[^1].Id : null));
        }
    }

    /// <inheritdoc/>
    public Task CommitAsync(DocumentChanges changes, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            foreach (var change in changes.Documents)
            {
                change.Check(_documents.TryGetValue((change.Kind, change.Id), out var found) ? found.ETag : null);
            }

            var etag = (++_commits).ToString(CultureInfo.InvariantCulture);
            foreach (var change in changes.Documents)
            {
                if (change.Json is { } json)
                {
                    _documents[(change.Kind, change.Id)] = (json, etag);
                }
                else
                {
                    _documents.Remove((change.Kind, change.Id));
                }
            }

            return Task.CompletedTask;
        }
    }

    private static Document<T> Read<T>(string id, (string Json, string ETag) found) =>
        new(id, JsonSerializer.Deserialize<T>(found.Json, JsonSerializerOptions.Web)!, found.ETag);
}

/// <summary>What modules need of a runtime when nothing of it is to outlive the test.</summary>
public static class MemoryRuntime
{
    /// <summary>Adds documents and a wrapping key that are gone with the process, and the name of a folder that nothing makes.</summary>
    public static IServiceCollection AddMemoryRuntime(this IServiceCollection services) =>
        services
            .AddSingleton<IDocumentStore, MemoryDocumentStore>()
            .AddSingleton<ISecretKeys, MemorySecretKeys>()
            .AddSingleton(new DataFolder(Path.Combine(Path.GetTempPath(), "monolith-is-not-there")));

    private sealed class MemorySecretKeys : ISecretKeys
    {
        private readonly SecretKey _key = SecretKey.Random();

        public Task<SecretKey> GetWrappingKeyAsync(CancellationToken cancellationToken) => Task.FromResult(_key);
    }
}
