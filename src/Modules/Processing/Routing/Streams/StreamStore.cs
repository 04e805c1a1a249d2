using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Processing.Routing.Streams;

/// <summary>The streams of all tenants, as documents. Each change is told to the audit trail with it. Thread-safe.</summary>
internal sealed class StreamStore(IDocumentStore documents, StreamCatalog catalog, TimeProvider clock)
    : IWatchedDocuments
{
    /// <summary>The longest that a stream may be kept.</summary>
    public const int MaxDays = 3650;

    private const string Kind = "streams";

    /// <inheritdoc/>
    public string Name => "streams";

    /// <summary>The streams of a tenant as they are kept.</summary>
    public async Task<(StreamSettings Settings, string? ETag)> GetAsync(
        TenantId tenant,
        CancellationToken cancellationToken
    ) =>
        await documents.GetAsync<StreamSettings>(Kind, tenant.Value, cancellationToken) is { } document
            ? (document.Value, document.ETag)
            : (StreamSettings.None, null);

    /// <summary>Replaces the streams of a tenant.</summary>
    /// <exception cref="OutdatedException">They are not in the state that the caller saw.</exception>
    public async Task PutAsync(
        TenantId tenant,
        StreamSettings settings,
        string? etag,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var changes = new DocumentChanges();
        _ = etag is null
            ? changes.Save(Kind, tenant.Value, settings)
            : changes.Replace(Kind, tenant.Value, settings, etag);
        try
        {
            await documents.CommitAsync(changes.Audit(Entry(tenant, settings, actor)), cancellationToken);
        }
        catch (DocumentConflictException)
        {
            throw new OutdatedException(
                "Somebody changed the streams meanwhile. Read them again and repeat the change."
            );
        }

        catalog.Take(tenant, settings);
    }

    /// <inheritdoc/>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await foreach (var document in documents.ListAllAsync<StreamSettings>(Kind, cancellationToken))
        {
            catalog.Take(new TenantId(document.Id), document.Value);
        }
    }

    private AuditEntry Entry(TenantId tenant, StreamSettings settings, Actor actor)
    {
        var now = clock.GetUtcNow();
        return new AuditEntry
        {
            Id = $"streams.{Guid.CreateVersion7(now)}",
            Tenant = tenant.Value,
            Time = now,
            Action = "processing.streams.configured",
            Actor = actor,
            Target = new AuditTarget("streams", tenant.Value),
            Details = settings.Streams.ToDictionary(s => s.Key, s => $"{s.Value}", StringComparer.Ordinal),
        };
    }
}
