using System.Collections.Immutable;
using Monolith.Access.Keys;
using Monolith.Access.People;
using Monolith.Access.Roles;
using Monolith.Access.ServiceAccounts;
using Monolith.Access.Teams;
using Monolith.Access.Tenants;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Access.Directory;

/// <summary>The documents of the directory, each kind by the ids of its documents.</summary>
internal sealed record DirectoryDocuments
{
    /// <summary>None.</summary>
    public static readonly DirectoryDocuments None = new();

    /// <summary>By name.</summary>
    public ImmutableDictionary<string, Document<Tenant>> Tenants { get; init; } = Empty<Tenant>();

    /// <summary>By id.</summary>
    public ImmutableDictionary<string, Document<Person>> People { get; init; } = Empty<Person>();

    /// <summary>By <see cref="Id"/>.</summary>
    public ImmutableDictionary<string, Document<ServiceAccount>> ServiceAccounts { get; init; } =
        Empty<ServiceAccount>();

    /// <summary>By <see cref="Id"/>.</summary>
    public ImmutableDictionary<string, Document<Team>> Teams { get; init; } = Empty<Team>();

    /// <summary>By <see cref="Id"/>.</summary>
    public ImmutableDictionary<string, Document<Role>> Roles { get; init; } = Empty<Role>();

    /// <summary>By id.</summary>
    public ImmutableDictionary<string, Document<ApiKey>> Keys { get; init; } = Empty<ApiKey>();

    /// <summary>The id of what a tenant has given a name.</summary>
    public static string Id(string tenant, string name) => $"{tenant}@{name}";

    /// <summary>Reads all of them.</summary>
    public static async Task<DirectoryDocuments> ReadAsync(IDocumentStore store, CancellationToken cancellationToken) =>
        new()
        {
            Tenants = await ReadAsync<Tenant>(store, DirectoryKinds.Tenants, cancellationToken),
            People = await ReadAsync<Person>(store, DirectoryKinds.People, cancellationToken),
            ServiceAccounts = await ReadAsync<ServiceAccount>(store, DirectoryKinds.ServiceAccounts, cancellationToken),
            Teams = await ReadAsync<Team>(store, DirectoryKinds.Teams, cancellationToken),
            Roles = await ReadAsync<Role>(store, DirectoryKinds.Roles, cancellationToken),
            Keys = await ReadAsync<ApiKey>(store, DirectoryKinds.Keys, cancellationToken),
        };

    private static async Task<ImmutableDictionary<string, Document<T>>> ReadAsync<T>(
        IDocumentStore store,
        string kind,
        CancellationToken cancellationToken
    )
    {
        var read = Empty<T>().ToBuilder();
        await foreach (var document in store.ListAllAsync<T>(kind, cancellationToken))
        {
            read[document.Id] = document;
        }

        return read.ToImmutable();
    }

    private static ImmutableDictionary<string, Document<T>> Empty<T>() =>
        ImmutableDictionary.Create<string, Document<T>>(StringComparer.Ordinal);
}

/// <summary>Looks at documents before they are changed.</summary>
internal static class DirectoryExpectations
{
    /// <summary>The document, if it is as the caller has read it.</summary>
    /// <param name="documents">The documents of a kind.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="id">Which one.</param>
    /// <param name="etag">The ETag that was read; null when any will do.</param>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="DocumentConflictException">It is not as it was read.</exception>
    public static T? Find<T>(
        this ImmutableDictionary<string, Document<T>> documents,
        string kind,
        string id,
        string? etag = null
    )
        where T : class
    {
        var found = documents.GetValueOrDefault(id);
        return etag is null || etag == found?.ETag ? found?.Value : throw new DocumentConflictException(kind, id);
    }

    /// <summary>What a tenant has of a kind, by name.</summary>
    public static IEnumerable<Document<T>> Of<T>(
        this ImmutableDictionary<string, Document<T>> documents,
        TenantId tenant
    ) =>
        documents
            .Values.Where(d => d.Id.StartsWith($"{tenant}@", StringComparison.Ordinal))
            .OrderBy(d => d.Id, StringComparer.Ordinal);
}

/// <summary>The kinds of the directory's documents.</summary>
internal static class DirectoryKinds
{
    public const string Tenants = "access-tenant";
    public const string People = "access-person";
    public const string ServiceAccounts = "access-service-account";
    public const string Teams = "access-team";
    public const string Roles = "access-role";
    public const string Keys = "access-key";

    /// <summary>One document, which every change replaces.</summary>
    public const string Revision = "access-revision";
}
