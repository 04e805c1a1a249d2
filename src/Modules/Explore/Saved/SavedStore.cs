using System.Security.Claims;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Explore.Saved;

/// <summary>What people of all tenants keep, as documents. Each change is told to the audit trail with it. Thread-safe.</summary>
internal sealed class SavedStore(IDocumentStore documents, TimeProvider clock)
{
    private const int MaxPerTenant = 1_000;

    /// <summary>Those of a tenant, the built-in ones among them, in the order of their names.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<T>(
        SavedKind<T> kind,
        TenantId tenant,
        CancellationToken cancellationToken
    )
        where T : SavedDocument
    {
        var found = new List<T>(kind.BuiltIn);
        var prefix = DocumentId(tenant, "");
        await foreach (var document in documents.ListAllAsync<T>(kind.Kind, cancellationToken))
        {
            if (document.Id.StartsWith(prefix, StringComparison.Ordinal))
            {
                found.Add(document.Value);
            }
        }

        return
        [
            .. found
                .OrderBy(document => document.Name, StringComparer.OrdinalIgnoreCase)
                .ThenBy(document => document.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>One of them.</summary>
    /// <exception cref="NotFoundException">There is none, or it is another tenant's.</exception>
    public async Task<Saved<T>> GetAsync<T>(
        SavedKind<T> kind,
        TenantId tenant,
        string id,
        CancellationToken cancellationToken
    )
        where T : SavedDocument
    {
        if (FindBuiltIn(kind, id) is { } builtIn)
        {
            return new Saved<T>(builtIn, ETag: null);
        }

        // What is no id was never one of a document, and the store would not take it.
        return
            SavedIds.IsId(id)
            && await documents.GetAsync<T>(kind.Kind, DocumentId(tenant, id), cancellationToken) is { } document
            ? new Saved<T>(document.Value, document.ETag)
            : throw new NotFoundException("no-such-saved", $"There is no {kind.Noun} '{id}'.");
    }

    /// <summary>Keeps a new one.</summary>
    /// <exception cref="ConflictException">There is one of this id, or there are as many as may be.</exception>
    public async Task<Saved<T>> AddAsync<T>(
        SavedKind<T> kind,
        ClaimsPrincipal caller,
        T document,
        CancellationToken cancellationToken
    )
        where T : SavedDocument
    {
        var tenant = TenantId.Of(caller);
        var id = document.Id ?? SavedIds.Of(document.Name);
        if (id is null)
        {
            throw new InvalidRequestException("id", "No id can be made of this name. Give one.");
        }

        var others = await ListAsync(kind, tenant, cancellationToken);
        if (others.Any(other => other.Id == id))
        {
            throw AlreadySaved(kind, id);
        }

        if (others.Count - kind.BuiltIn.Count >= MaxPerTenant)
        {
            throw new ConflictException("too-many-saved", $"There are {MaxPerTenant} of the kind {kind.Noun} already.");
        }

        var added = Stamp(document, id, caller);
        try
        {
            await documents.CommitAsync(
                new DocumentChanges()
                    .Add(kind.Kind, DocumentId(tenant, id), added)
                    .Audit(Entry(kind, "created", added, caller)),
                cancellationToken
            );
        }
        catch (DocumentConflictException)
        {
            throw AlreadySaved(kind, id);
        }

        return await GetAsync(kind, tenant, id, cancellationToken);
    }

    /// <summary>Replaces one.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="caller">Who does it.</param>
    /// <param name="id">Which one.</param>
    /// <param name="document">What it is from now on.</param>
    /// <param name="etag">How the caller last saw it; null when that does not matter.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NotFoundException">There is none, or it is another tenant's.</exception>
    /// <exception cref="ConflictException">It is built in.</exception>
    /// <exception cref="OutdatedException">The caller has not seen its last change.</exception>
    public async Task<Saved<T>> ReplaceAsync<T>(
        SavedKind<T> kind,
        ClaimsPrincipal caller,
        string id,
        T document,
        string? etag,
        CancellationToken cancellationToken
    )
        where T : SavedDocument
    {
        var tenant = TenantId.Of(caller);
        var read = await GetToChangeAsync(kind, tenant, id, etag, cancellationToken);
        var replaced = Stamp(document, id, caller);
        await CommitAsync(
            new DocumentChanges()
                .Replace(kind.Kind, DocumentId(tenant, id), replaced, read.ETag!)
                .Audit(Entry(kind, "updated", replaced, caller)),
            isSeen: etag is not null,
            cancellationToken
        );
        return await GetAsync(kind, tenant, id, cancellationToken);
    }

    /// <summary>Removes one.</summary>
    /// <inheritdoc cref="ReplaceAsync"/>
    public async Task DeleteAsync<T>(
        SavedKind<T> kind,
        ClaimsPrincipal caller,
        string id,
        string? etag,
        CancellationToken cancellationToken
    )
        where T : SavedDocument
    {
        var tenant = TenantId.Of(caller);
        var read = await GetToChangeAsync(kind, tenant, id, etag, cancellationToken);
        await CommitAsync(
            new DocumentChanges()
                .Delete(kind.Kind, DocumentId(tenant, id), read.ETag!)
                .Audit(Entry(kind, "deleted", read.Document, caller)),
            isSeen: etag is not null,
            cancellationToken
        );
    }

    private async Task<Saved<T>> GetToChangeAsync<T>(
        SavedKind<T> kind,
        TenantId tenant,
        string id,
        string? etag,
        CancellationToken cancellationToken
    )
        where T : SavedDocument
    {
        var read = await GetAsync(kind, tenant, id, cancellationToken);
        if (read.ETag is null)
        {
            throw new ConflictException(
                "built-in",
                $"The {kind.Noun} '{id}' is built in. Copy it: POST it to {kind.Path} with another id and name."
            );
        }

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

    private T Stamp<T>(T document, string id, ClaimsPrincipal caller)
        where T : SavedDocument =>
        document with
        {
            Id = id,
            Owner = Actor.Of(caller).Name,
            Updated = clock.GetUtcNow(),
            BuiltIn = null,
        };

    private AuditEntry Entry<T>(SavedKind<T> kind, string what, T document, ClaimsPrincipal caller)
        where T : SavedDocument
    {
        var now = clock.GetUtcNow();
        var target = kind.Kind.Replace('-', '_');
        return new AuditEntry
        {
            Id = $"{kind.Kind}.{what}.{Guid.CreateVersion7(now)}",
            Tenant = TenantId.Of(caller).Value,
            Time = now,
            Action = $"explore.{target}.{what}",
            Actor = Actor.Of(caller),
            Target = new AuditTarget(target, document.Id!),
            Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = document.Name },
        };
    }

    private static T? FindBuiltIn<T>(SavedKind<T> kind, string id)
        where T : SavedDocument => kind.BuiltIn.FirstOrDefault(document => document.Id == id);

    private static ConflictException AlreadySaved<T>(SavedKind<T> kind, string id)
        where T : SavedDocument =>
        new("already-saved", $"There is a {kind.Noun} '{id}' already: change it with PUT, or take another name.");

    private static OutdatedException Outdated() =>
        new("Somebody changed it meanwhile. Read it again and repeat the change if it still makes sense.");

    private static string DocumentId(TenantId tenant, string id) => $"{tenant}@{id}";
}

/// <summary>Something that is kept.</summary>
/// <param name="Document">What it says.</param>
/// <param name="ETag">The state of its document; null for what is built in.</param>
internal sealed record Saved<T>(T Document, string? ETag)
    where T : SavedDocument;
