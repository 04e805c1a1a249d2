using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Monolith.Audit.Contracts;
using Monolith.Audit.Merkle;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Audit.Checkpoints;

/// <summary>Keeps the keys that sign the checkpoints of each trail, wrapped with a key that is elsewhere. A key that was rotated out
/// keeps its public half only: nobody can sign with it any more.</summary>
internal sealed class SigningKeys(
    IDocumentStore documents,
    ISecretKeys secrets,
    IOptions<AuditOptions> options,
    TimeProvider clock
)
{
    /// <summary>The kind of the documents; their id is the tenant.</summary>
    public const string Kind = "audit-keys";

    /// <summary>Which log a tenant's trail is.</summary>
    public string OriginOf(string tenant) => $"{options.Value.Domain}/audit/{tenant}";

    /// <summary>All keys of a trail, the oldest first.</summary>
    public async Task<IReadOnlyList<StoredKey>> ListAsync(string tenant, CancellationToken cancellationToken) =>
        (await documents.GetAsync<StoredKeys>(Kind, tenant, cancellationToken))?.Value.Keys ?? [];

    /// <summary>The key that signs now, made if there is none, and rotated if it is old.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="last">The last checkpoint that was signed, as it was read before; null when there is none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SecretKeyUnavailableException">The key that it is wrapped with cannot be had.</exception>
    /// <exception cref="DocumentConflictException">Another replica changes keys or checkpoints just now.</exception>
    public async Task<EcdsaSigner> OpenAsync(
        string tenant,
        Document<SignedCheckpoint>? last,
        CancellationToken cancellationToken
    )
    {
        var document = await documents.GetAsync<StoredKeys>(Kind, tenant, cancellationToken);
        var wrapping = await secrets.GetWrappingKeyAsync(cancellationToken);
        if (document is null)
        {
            var first = EcdsaSigner.Make(OriginOf(tenant));
            var added = new DocumentChanges().Add(
                Kind,
                tenant,
                new StoredKeys([Stored(tenant, 1, 0, first, first, wrapping)])
            );
            await documents.CommitAsync(added, cancellationToken);
            return first;
        }

        var active = document.Value.Keys[^1];
        var signer = Unwrap(tenant, active, wrapping);
        if (last is null || clock.GetUtcNow() - active.Created < options.Value.SigningKeyAge)
        {
            return signer;
        }

        using (signer)
        {
            return await RotateAsync(tenant, document, signer, last, wrapping, cancellationToken);
        }
    }

    private async Task<EcdsaSigner> RotateAsync(
        string tenant,
        Document<StoredKeys> document,
        EcdsaSigner old,
        Document<SignedCheckpoint> last,
        SecretKey wrapping,
        CancellationToken cancellationToken
    )
    {
        var number = document.Value.Keys.Count + 1;
        var next = EcdsaSigner.Make(OriginOf(tenant));
        var keys = new StoredKeys([
            .. document.Value.Keys.Select(key => key with { Wrapped = null }),
            Stored(tenant, number, last.Value.Size, next, old, wrapping),
        ]);

        // The last checkpoint is signed again and kept under its ETag: a replica that still has the old key cannot keep another.
        var signed = new Checkpoint(OriginOf(tenant), last.Value.Size, Hash.Parse(last.Value.Root));
        var again = last.Value with { Note = next.Sign(signed.Text).ToString(), Time = clock.GetUtcNow() };
        var changes = new DocumentChanges()
            .Replace(Kind, tenant, keys, document.ETag)
            .Audit(Rotated(tenant, number, next));
        await documents.CommitAsync(CheckpointStore.Keeping(changes, tenant, last, again), cancellationToken);
        return next;
    }

    private StoredKey Stored(
        string tenant,
        int number,
        long fromSize,
        EcdsaSigner key,
        EcdsaSigner signedBy,
        SecretKey wrapping
    )
    {
        var statement = new KeyStatement(OriginOf(tenant), number, fromSize, key.Key);
        var privateKey = key.Export();
        var wrapped = wrapping.Wrap(privateKey, Context(tenant, number));
        CryptographicOperations.ZeroMemory(privateKey);
        return new StoredKey(number, clock.GetUtcNow(), signedBy.Sign(statement.Text).ToString(), wrapped);
    }

    private EcdsaSigner Unwrap(string tenant, StoredKey key, SecretKey wrapping)
    {
        try
        {
            var privateKey = wrapping.Unwrap(key.Wrapped, Context(tenant, key.Number));
            var signer = EcdsaSigner.Import(OriginOf(tenant), privateKey);
            CryptographicOperations.ZeroMemory(privateKey);
            return signer;
        }
        catch (CryptographicException)
        {
            throw new SecretKeyUnavailableException(
                $"The signing key {key.Number} of the audit trail of {tenant} was wrapped with another key than the present one."
            );
        }
    }

    private AuditEntry Rotated(string tenant, int number, EcdsaSigner key) =>
        new()
        {
            Id = $"audit.key.{number}.{key.Key.Id:x8}",
            Tenant = tenant,
            Time = clock.GetUtcNow(),
            Action = "audit.key.rotated",
            Actor = Actor.System("audit"),
            Target = new AuditTarget("signing_key", $"{key.Key.Id:x8}"),
            Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["key"] = key.Key.ToString() },
        };

    private static string Context(string tenant, int number) => $"signing key {number} of the audit trail of {tenant}";
}

/// <summary>The keys of a trail as their document keeps them.</summary>
/// <param name="Keys">All that there were, the oldest first; the last one signs.</param>
internal sealed record StoredKeys(IReadOnlyList<StoredKey> Keys);

/// <summary>A key as it is kept.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Statement">The signed note that says since when it signs (<see cref="KeyStatement"/>).</param>
/// <param name="Wrapped">Its private half, wrapped; null when it signs no more.</param>
internal sealed record StoredKey(int Number, DateTimeOffset Created, string Statement, byte[]? Wrapped);
