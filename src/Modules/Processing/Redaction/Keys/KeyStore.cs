using System.Security.Cryptography;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Processing.Redaction.Subjects;

namespace Monolith.Processing.Redaction.Keys;

/// <summary>Keeps the keys of all tenants as documents, wrapped with a key that is elsewhere. Whatever changes, a tenant's one
/// document of keys changes with it, under its ETag: so replicas never mix two states. Thread-safe.</summary>
internal sealed class KeyStore(IDocumentStore documents, ISecretKeys secrets, TimeProvider clock)
{
    /// <summary>The kind of the documents with the keys.</summary>
    public const string Kind = "privacy-keys";

    /// <summary>The kind of the documents with the nodes of the trees.</summary>
    public const string NodesKind = "privacy-nodes";

    private const int MaxAttempts = 20;

    /// <summary>The keys of a tenant, made if there are none. Who makes them first has made them for all replicas.</summary>
    /// <exception cref="SecretKeyUnavailableException">The key that they are wrapped with cannot be had, or is another one.</exception>
    public Task<TenantKeys> OpenAsync(TenantId tenant, CancellationToken cancellationToken) =>
        RetryAsync(async () =>
        {
            if (await FindAsync(tenant, cancellationToken) is { } found)
            {
                return found;
            }

            var wrapping = await secrets.GetWrappingKeyAsync(cancellationToken);
            var key = KeyVersion.Make(1);
            var changes = new DocumentChanges().Add(
                Kind,
                tenant.Value,
                new StoredKeys([Stored(tenant, key, wrapping, clock.GetUtcNow())])
            );
            AddTrees(changes, tenant, key, wrapping);
            await documents.CommitAsync(changes, cancellationToken);
            return await FindAsync(tenant, cancellationToken)
                ?? throw new InvalidOperationException("The keys that were made are not there.");
        });

    /// <summary>The keys of a tenant if they are in another state than a known one; null when they are not.</summary>
    /// <exception cref="SecretKeyUnavailableException">The key that they are wrapped with cannot be had, or is another one.</exception>
    public async Task<TenantKeys?> FindChangedAsync(
        TenantId tenant,
        string knownETag,
        CancellationToken cancellationToken
    ) =>
        await documents.GetAsync<StoredKeys>(Kind, tenant.Value, cancellationToken) is { } document
        && document.ETag != knownETag
            ? await FindAsync(tenant, cancellationToken)
            : null;

    /// <summary>Gives a tenant a new key. The one before is used to recognise what it has made.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="audit">What the trail is told of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="old">The number of the key that is to be replaced: when another replica was quicker, nothing is done. Null for
    /// whichever is used.</param>
    public Task<TenantKeys> RotateAsync(
        TenantId tenant,
        Func<StoredKey, AuditEntry> audit,
        CancellationToken cancellationToken,
        int? old = null
    ) =>
        ChangeAsync(
            tenant,
            (read, wrapping, changes) =>
            {
                if (old is not null && read.Ring.Active.Number != old)
                {
                    return read.Stored;
                }

                var now = clock.GetUtcNow();
                var next = read.Ring.Active.MakeNext();
                AddTrees(changes, tenant, next, wrapping);
                var made = Stored(tenant, next, wrapping, now);
                changes.Audit(audit(made));
                return
                [
                    .. read.Stored.Select(key =>
                        key.State == KeyState.Active ? key with { State = KeyState.Verify, Retired = now } : key
                    ),
                    made,
                ];
            },
            cancellationToken
        );

    /// <summary>Destroys a key that is not the active one, with all keys of persons that were made from it.</summary>
    /// <exception cref="NotFoundException">There is none of this number, or it is destroyed.</exception>
    /// <exception cref="ConflictException">It makes the tokens of today.</exception>
    public Task<TenantKeys> DestroyAsync(
        TenantId tenant,
        int number,
        AuditEntry audit,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            tenant,
            (read, _, changes) =>
            {
                var key =
                    read.Ring.Find(number)
                    ?? throw new NotFoundException("no-such-key", $"There is no key {number}, or it is destroyed.");
                if (key == read.Ring.Active)
                {
                    throw new ConflictException("key-in-use", $"Key {number} makes the tokens of today. Rotate first.");
                }

                foreach (var (name, tree) in TreesOf(tenant, key))
                {
                    foreach (var page in TreePages.NamesOf(tree.Nodes))
                    {
                        changes.Delete(NodesKind, $"{name}.{page}");
                    }
                }

                changes.Audit(audit);
                return
                [
                    .. read.Stored.Select(old =>
                        old.Number == number
                            ? new StoredKey(old.Number, KeyState.Destroyed, old.Created)
                            {
                                Retired = old.Retired,
                                Destroyed = clock.GetUtcNow(),
                                Forgotten = old.Forgotten,
                            }
                            : old
                    ),
                ];
            },
            cancellationToken
        );

    /// <summary>Destroys keys of persons.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="find">Which, of a state of the keys. Asked again when somebody else was quicker.</param>
    /// <param name="audit">What the trail is told of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(TenantKeys Keys, IReadOnlyList<FoundSubject> Forgotten)> ForgetAsync(
        TenantId tenant,
        Func<KeyRing, IReadOnlyList<FoundSubject>> find,
        Func<IReadOnlyList<FoundSubject>, AuditEntry> audit,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<FoundSubject> forgotten = [];
        var keys = await ChangeAsync(
            tenant,
            (read, wrapping, changes) =>
            {
                forgotten = find(read.Ring);
                var byKey = forgotten.ToLookup(subject => subject.Key.Number);
                foreach (var key in read.Ring.Living)
                {
                    Puncture(changes, tenant, key, [.. byKey[key.Number]], wrapping);
                }

                changes.Audit(audit(forgotten));
                return
                [
                    .. read.Stored.Select(old =>
                        old with
                        {
                            Forgotten = old.Forgotten + byKey[old.Number].Count(),
                            Generations = Math.Max(
                                old.Generations,
                                byKey[old.Number].Select(subject => subject.Generation + 2).DefaultIfEmpty().Max()
                            ),
                        }
                    ),
                ];
            },
            cancellationToken
        );
        return (keys, forgotten);
    }

    private async Task<TenantKeys?> FindAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var document = await documents.GetAsync<StoredKeys>(Kind, tenant.Value, cancellationToken);
            if (document is null)
            {
                return null;
            }

            var wrapping = await secrets.GetWrappingKeyAsync(cancellationToken);
            var living = new List<KeyVersion>();
            foreach (var stored in document.Value.Keys.Where(key => key.Wrapped is not null).Reverse())
            {
                living.Add(await UnwrapAsync(tenant, stored, wrapping, cancellationToken));
            }

            // Pages are read one by one: only if nothing has changed meanwhile do they belong together.
            var after = await documents.GetAsync<StoredKeys>(Kind, tenant.Value, cancellationToken);
            if (after?.ETag == document.ETag)
            {
                return new TenantKeys(new KeyRing(living, document.ETag), document.Value.Keys);
            }

            if (attempt == MaxAttempts)
            {
                throw new DocumentConflictException(Kind, tenant.Value);
            }
        }
    }

    private Task<TenantKeys> ChangeAsync(
        TenantId tenant,
        Func<TenantKeys, SecretKey, DocumentChanges, IReadOnlyList<StoredKey>> change,
        CancellationToken cancellationToken
    ) =>
        RetryAsync(async () =>
        {
            var read = await OpenAsync(tenant, cancellationToken);
            var wrapping = await secrets.GetWrappingKeyAsync(cancellationToken);
            var changes = new DocumentChanges();
            var keys = change(read, wrapping, changes);
            changes.Replace(Kind, tenant.Value, new StoredKeys(keys), read.Ring.ETag);
            await documents.CommitAsync(changes, cancellationToken);
            return await OpenAsync(tenant, cancellationToken);
        });

    private async Task<KeyVersion> UnwrapAsync(
        TenantId tenant,
        StoredKey stored,
        SecretKey wrapping,
        CancellationToken cancellationToken
    )
    {
        if (stored.WrappedBy != wrapping.Id)
        {
            throw new SecretKeyUnavailableException(
                $"The keys of {tenant} are wrapped with the key {stored.WrappedBy}, and the one that was found is {wrapping.Id}."
            );
        }

        try
        {
            var secret = wrapping.Unwrap(stored.Wrapped, NameOf(tenant, stored.Number));
            var generations = new List<SubjectKeys>();
            for (var generation = 0; generation < stored.Generations; generation++)
            {
                var name = NameOf(tenant, stored.Number, generation);
                generations.Add(
                    new SubjectKeys(
                        await ReadTreeAsync($"{name}.paths", wrapping, cancellationToken),
                        await ReadTreeAsync($"{name}.places", wrapping, cancellationToken)
                    )
                );
            }

            return new KeyVersion(stored.Number, stored.State, secret, generations);
        }
        catch (CryptographicException)
        {
            throw new SecretKeyUnavailableException($"The keys of {tenant} are not those that were wrapped.");
        }
    }

    private async Task<PuncturableTree> ReadTreeAsync(
        string name,
        SecretKey wrapping,
        CancellationToken cancellationToken
    )
    {
        var nodes = new Dictionary<TreeNode, byte[]>(await ReadPageAsync(TreePages.First));
        foreach (var page in TreePages.NamesOf(nodes).Skip(1).ToList())
        {
            foreach (var (node, seed) in await ReadPageAsync(page))
            {
                nodes.Add(node, seed);
            }
        }

        return PuncturableTree.Of(nodes);

        async Task<IEnumerable<KeyValuePair<TreeNode, byte[]>>> ReadPageAsync(string page)
        {
            var id = $"{name}.{page}";
            var document = await documents.GetAsync<StoredNodes>(NodesKind, id, cancellationToken);

            // A page may be gone, or not yet there, only while the keys are being changed: then they are read again.
            return document is null ? [] : TreePages.Read(wrapping.Unwrap(document.Value.Wrapped, id));
        }
    }

    private static void Puncture(
        DocumentChanges changes,
        TenantId tenant,
        KeyVersion key,
        IReadOnlyList<FoundSubject> subjects,
        SecretKey wrapping
    )
    {
        foreach (var of in subjects.GroupBy(subject => subject.Generation))
        {
            var before = key.Generations[of.Key];
            var after = of.Aggregate(before, (keys, subject) => keys.Without(subject.Path, subject.Place));
            var name = NameOf(tenant, key.Number, of.Key);
            SavePages(changes, $"{name}.paths", after.Paths, of.Select(subject => subject.Path), wrapping);
            SavePages(changes, $"{name}.places", after.Places, of.Select(subject => subject.Place), wrapping);

            // Who comes back is somebody new: for that there must be keys that nobody has been forgotten in.
            if (of.Key + 1 == key.Generations.Count)
            {
                AddTrees(changes, NameOf(tenant, key.Number, of.Key + 1), SubjectKeys.Plant(), wrapping);
            }
        }
    }

    private static void SavePages(
        DocumentChanges changes,
        string name,
        PuncturableTree tree,
        IEnumerable<ulong> leaves,
        SecretKey wrapping
    )
    {
        foreach (var page in leaves.Select(TreePages.PageOf).Append(TreePages.First).Distinct(StringComparer.Ordinal))
        {
            var id = $"{name}.{page}";
            changes.Save(NodesKind, id, new StoredNodes(wrapping.Wrap(TreePages.Write(tree, page), id)));
        }
    }

    private static void AddTrees(DocumentChanges changes, TenantId tenant, KeyVersion key, SecretKey wrapping)
    {
        for (var generation = 0; generation < key.Generations.Count; generation++)
        {
            AddTrees(changes, NameOf(tenant, key.Number, generation), key.Generations[generation], wrapping);
        }
    }

    private static void AddTrees(DocumentChanges changes, string name, SubjectKeys keys, SecretKey wrapping)
    {
        SavePages(changes, $"{name}.paths", keys.Paths, [], wrapping);
        SavePages(changes, $"{name}.places", keys.Places, [], wrapping);
    }

    private static IEnumerable<(string Name, PuncturableTree Tree)> TreesOf(TenantId tenant, KeyVersion key) =>
        key.Generations.SelectMany(
            (keys, generation) =>
                new[]
                {
                    ($"{NameOf(tenant, key.Number, generation)}.paths", keys.Paths),
                    ($"{NameOf(tenant, key.Number, generation)}.places", keys.Places),
                }
        );

    private static StoredKey Stored(TenantId tenant, KeyVersion key, SecretKey wrapping, DateTimeOffset now) =>
        new(key.Number, key.State, now)
        {
            Generations = key.Generations.Count,
            WrappedBy = wrapping.Id,
            Wrapped = wrapping.Wrap(key.Secret, NameOf(tenant, key.Number)),
        };

    private static string NameOf(TenantId tenant, int number) => $"{tenant}@k{number}";

    private static string NameOf(TenantId tenant, int number, int generation) =>
        $"{NameOf(tenant, number)}.g{generation}";

    private static async Task<T> RetryAsync<T>(Func<Task<T>> attempt)
    {
        for (var n = 1; ; n++)
        {
            try
            {
                return await attempt();
            }
            catch (DocumentConflictException) when (n < MaxAttempts)
            {
                // Another replica was quicker: its keys are read, and the change is made to them.
            }
        }
    }
}

/// <summary>The keys of a tenant as they were read.</summary>
/// <param name="Ring">Those that can be used.</param>
/// <param name="Stored">All of them, the oldest first, with what may be told of each.</param>
internal sealed record TenantKeys(KeyRing Ring, IReadOnlyList<StoredKey> Stored);
