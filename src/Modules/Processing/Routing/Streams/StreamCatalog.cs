using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Processing.Documents;

namespace Monolith.Processing.Routing.Streams;

/// <summary>A stream as a stage holds it: its days may change while the stage runs.</summary>
/// <param name="name">The name.</param>
internal sealed class RecordStream(string name)
{
    private volatile int _days;

    /// <summary>The name as records carry it.</summary>
    public ReadOnlyMemory<byte> Name { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>How many days its records are kept; 0 for as long as all others of the tenant.</summary>
    public ushort RetentionDays
    {
        get => (ushort)_days;
        set => _days = value;
    }
}

/// <summary>The streams of all tenants. Thread-safe.</summary>
internal sealed partial class StreamCatalog(IDocumentStore documents, TimeProvider clock) : IWatchedDocuments
{
    /// <summary>The longest that a stream may be kept.</summary>
    public const int MaxDays = 3650;

    private const string Kind = "streams";

    private readonly ConcurrentDictionary<(TenantId Tenant, string Name), RecordStream> _streams = new();

    /// <inheritdoc/>
    public string Name => "streams";

    /// <summary>Whether a stream may have this name.</summary>
    public static bool IsName(string text) => Names().IsMatch(text);

    /// <summary>A stream, whether the tenant has said how long it is kept or not.</summary>
    public RecordStream Stream(TenantId tenant, string name) =>
        _streams.GetOrAdd((tenant, name), static key => new RecordStream(key.Name));

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

        Take(tenant, settings);
    }

    /// <inheritdoc/>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await foreach (var document in documents.ListAllAsync<StreamSettings>(Kind, cancellationToken))
        {
            Take(new TenantId(document.Id), document.Value);
        }
    }

    private void Take(TenantId tenant, StreamSettings settings)
    {
        foreach (var (name, days) in settings.Streams)
        {
            Stream(tenant, name).RetentionDays = (ushort)days;
        }

        foreach (var (key, stream) in _streams)
        {
            if (key.Tenant == tenant && !settings.Streams.ContainsKey(key.Name))
            {
                stream.RetentionDays = 0;
            }
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

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9\-_.]{0,63}\z", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Names();
}
