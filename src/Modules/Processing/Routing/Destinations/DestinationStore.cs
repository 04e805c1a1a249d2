using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Processing.Routing.Destinations;

/// <summary>The destinations of all tenants, as documents. Each change is told to the audit trail with it. Thread-safe.</summary>
internal sealed class DestinationStore(IDocumentStore documents, TimeProvider clock)
{
    private const string Kind = "destination";
    private const int MaxPerTenant = 100;

    /// <summary>All of all tenants.</summary>
    public async Task<IReadOnlyDictionary<DestinationKey, Document<Destination>>> ListAsync(
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<DestinationKey, Document<Destination>>();
        await foreach (var document in documents.ListAllAsync<Destination>(Kind, cancellationToken))
        {
            var at = document.Id.IndexOf('@', StringComparison.Ordinal);
            found[new DestinationKey(new TenantId(document.Id[..at]), document.Id[(at + 1)..])] = document;
        }

        return found;
    }

    /// <summary>One of them.</summary>
    /// <exception cref="NotFoundException">There is none, or it is another tenant's.</exception>
    public async Task<Document<Destination>> GetAsync(DestinationKey key, CancellationToken cancellationToken) =>
        DestinationRules.IsId(key.Id)
        && await documents.GetAsync<Destination>(Kind, key.ToString(), cancellationToken) is { } document
            ? document
            : throw new NotFoundException("no-such-destination", $"There is no destination '{key.Id}'.");

    /// <summary>Adds one.</summary>
    /// <exception cref="ConflictException">There is one of this id, or there are as many as may be.</exception>
    public async Task AddAsync(
        DestinationKey key,
        Destination destination,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var known = await ListAsync(cancellationToken);
        if (known.Keys.Count(k => k.Tenant == key.Tenant) >= MaxPerTenant)
        {
            throw new ConflictException("too-many-destinations", $"There are {MaxPerTenant} destinations already.");
        }

        try
        {
            await documents.CommitAsync(
                new DocumentChanges()
                    .Add(Kind, key.ToString(), Stamp(destination, key, actor))
                    .Audit(Entry("created", key, destination, actor)),
                cancellationToken
            );
        }
        catch (DocumentConflictException)
        {
            throw new ConflictException(
                "destination-already-exists",
                $"There is a destination '{key.Id}' already: change it with PUT, or take another id."
            );
        }
    }

    /// <summary>Replaces one.</summary>
    /// <param name="key">Which one.</param>
    /// <param name="destination">What it is from now on.</param>
    /// <param name="etag">How the caller last saw it; null when that does not matter.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NotFoundException">There is none, or it is another tenant's.</exception>
    /// <exception cref="OutdatedException">The caller has not seen its last change.</exception>
    public async Task ReplaceAsync(
        DestinationKey key,
        Destination destination,
        string? etag,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var read = await GetToChangeAsync(key, etag, cancellationToken);
        await CommitAsync(
            new DocumentChanges()
                .Replace(Kind, key.ToString(), Stamp(destination, key, actor), read.ETag)
                .Audit(Entry("updated", key, destination, actor)),
            isSeen: etag is not null,
            cancellationToken
        );
    }

    /// <summary>Removes one.</summary>
    /// <inheritdoc cref="ReplaceAsync"/>
    public async Task DeleteAsync(DestinationKey key, string? etag, Actor actor, CancellationToken cancellationToken)
    {
        var read = await GetToChangeAsync(key, etag, cancellationToken);
        await CommitAsync(
            new DocumentChanges()
                .Delete(Kind, key.ToString(), read.ETag)
                .Audit(Entry("deleted", key, read.Value, actor)),
            isSeen: etag is not null,
            cancellationToken
        );
    }

    /// <summary>Tells the trail of something that was done with one.</summary>
    public Task TellAsync(
        string what,
        Document<Destination> destination,
        DestinationKey key,
        Actor actor,
        CancellationToken cancellationToken
    ) =>
        documents.CommitAsync(
            new DocumentChanges().Audit(Entry(what, key, destination.Value, actor)),
            cancellationToken
        );

    private AuditEntry Entry(string what, DestinationKey key, Destination destination, Actor actor)
    {
        var now = clock.GetUtcNow();
        return new AuditEntry
        {
            Id = $"destination.{what}.{Guid.CreateVersion7(now)}",
            Tenant = key.Tenant.Value,
            Time = now,
            Action = $"processing.destination.{what}",
            Actor = actor,
            Target = new AuditTarget("destination", key.Id),
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["kind"] = destination.Kinds().First().Name,
            },
        };
    }

    private async Task<Document<Destination>> GetToChangeAsync(
        DestinationKey key,
        string? etag,
        CancellationToken cancellationToken
    )
    {
        var read = await GetAsync(key, cancellationToken);
        return etag is null || etag == read.ETag ? read : throw Outdated();
    }

    private async Task CommitAsync(DocumentChanges changes, bool isSeen, CancellationToken cancellationToken)
    {
        try
        {
            await documents.CommitAsync(changes, cancellationToken);
        }
        catch (DocumentConflictException) when (isSeen)
        {
            throw Outdated();
        }
    }

    private Destination Stamp(Destination destination, DestinationKey key, Actor actor) =>
        destination with
        {
            Id = key.Id,
            Owner = actor.Name,
            Updated = clock.GetUtcNow(),
        };

    private static OutdatedException Outdated() =>
        new("Somebody changed it meanwhile. Read it again and repeat the change if it still makes sense.");
}
