using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Processing.Pipelines;

/// <summary>The pipelines of all tenants, with their versions, as documents. Each change is told to the audit trail with it.
/// Thread-safe.</summary>
internal sealed class PipelineStore(IDocumentStore documents, TimeProvider clock)
{
    private const string HeadKind = "pipeline";
    private const string TextKind = "pipeline-version";
    private const int MaxPerTenant = 50;
    private const int MaxVersions = 100;

    /// <summary>All of them.</summary>
    public async Task<IReadOnlyDictionary<PipelineKey, PipelineHead>> ListAsync(CancellationToken cancellationToken)
    {
        var heads = new Dictionary<PipelineKey, PipelineHead>();
        await foreach (var document in documents.ListAllAsync<PipelineHead>(HeadKind, cancellationToken))
        {
            var at = document.Id.IndexOf('@', StringComparison.Ordinal);
            heads[new PipelineKey(new TenantId(document.Id[..at]), document.Id[(at + 1)..])] = document.Value;
        }

        return heads;
    }

    /// <summary>One of them, with its ETag; null when there is none.</summary>
    public async Task<Document<PipelineHead>?> FindAsync(PipelineKey key, CancellationToken cancellationToken) =>
        PipelineNames.IsName(key.Name)
            ? await documents.GetAsync<PipelineHead>(HeadKind, key.ToString(), cancellationToken)
            : null;

    /// <summary>One of them, with its ETag.</summary>
    /// <exception cref="NotFoundException">There is none, or it is another tenant's.</exception>
    public async Task<Document<PipelineHead>> GetAsync(PipelineKey key, CancellationToken cancellationToken) =>
        await FindAsync(key, cancellationToken)
        ?? throw new NotFoundException("no-such-pipeline", $"There is no pipeline '{key.Name}'.");

    /// <summary>What a version says.</summary>
    /// <exception cref="NotFoundException">There is none of this number, or it is no longer kept.</exception>
    public async Task<string> ReadAsync(PipelineKey key, int version, CancellationToken cancellationToken)
    {
        var text = await documents.GetAsync<PipelineText>(TextKind, TextId(key, version), cancellationToken);
        return text?.Value.Text
            ?? throw new NotFoundException(
                "no-such-pipeline-version",
                $"The pipeline '{key.Name}' has no version {version}."
            );
    }

    /// <summary>Saves a new version. What is in force stays so.</summary>
    /// <param name="key">Which pipeline; a new one when there is none of this name.</param>
    /// <param name="text">What it says.</param>
    /// <param name="etag">How the caller last saw it; null when that does not matter.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OutdatedException">The caller has not seen its last change.</exception>
    /// <exception cref="ConflictException">There are as many pipelines as may be.</exception>
    public async Task SaveAsync(
        PipelineKey key,
        string text,
        string? etag,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var read = await FindAsync(key, cancellationToken);
        CheckSeen(read?.ETag, etag);
        if (read is null)
        {
            await CheckRoomAsync(key.Tenant, cancellationToken);
        }

        var now = clock.GetUtcNow();
        var before = read?.Value ?? new PipelineHead();
        var saved = new SavedVersion(before.Latest + 1, now, actor.Name);
        var head = before with { Versions = [.. before.Versions, saved], UpdatedAt = now, UpdatedBy = actor.Name };
        var changes = new DocumentChanges().Add(TextKind, TextId(key, saved.Number), new PipelineText(text));
        foreach (var old in Superfluous(head))
        {
            head = head with { Versions = [.. head.Versions.Where(version => version != old)] };
            changes.Delete(TextKind, TextId(key, old.Number));
        }

        Put(changes, key, head, read).Audit(Entry("saved", key, saved.Number, text, actor, now));
        await CommitAsync(changes, etag, cancellationToken);
    }

    /// <summary>Puts a version into force.</summary>
    /// <param name="key">Which pipeline.</param>
    /// <param name="read">As it was read.</param>
    /// <param name="published">What was in force one after the other, this version last.</param>
    /// <param name="what">How the audit trail calls it.</param>
    /// <param name="text">What the version says.</param>
    /// <param name="etag">How the caller last saw the pipeline; null when that does not matter.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OutdatedException">The caller has not seen its last change.</exception>
    public async Task PublishAsync(
        PipelineKey key,
        Document<PipelineHead> read,
        IReadOnlyList<int> published,
        string what,
        string text,
        string? etag,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        CheckSeen(read.ETag, etag);
        var now = clock.GetUtcNow();
        var head = read.Value with
        {
            Published = [.. published.TakeLast(MaxVersions)],
            UpdatedAt = now,
            UpdatedBy = actor.Name,
        };
        var changes = Put(new DocumentChanges(), key, head, read)
            .Audit(Entry(what, key, published[^1], text, actor, now));
        await CommitAsync(changes, etag, cancellationToken);
    }

    /// <summary>Removes a pipeline and all its versions.</summary>
    /// <exception cref="NotFoundException">There is none, or it is another tenant's.</exception>
    /// <exception cref="OutdatedException">The caller has not seen its last change.</exception>
    public async Task DeleteAsync(PipelineKey key, string? etag, Actor actor, CancellationToken cancellationToken)
    {
        var read = await GetAsync(key, cancellationToken);
        CheckSeen(read.ETag, etag);
        var changes = new DocumentChanges().Delete(HeadKind, key.ToString(), read.ETag);
        foreach (var version in read.Value.Versions)
        {
            changes.Delete(TextKind, TextId(key, version.Number));
        }

        changes.Audit(Entry("deleted", key, read.Value.Latest, "", actor, clock.GetUtcNow()));
        await CommitAsync(changes, etag, cancellationToken);
    }

    /// <summary>Tells the audit trail that what a file says is in force: once for each text, whichever replica sees it first.</summary>
    public Task TellOfFileAsync(PipelineKey key, string file, string text, CancellationToken cancellationToken)
    {
        var entry = Entry("file_read", key, 0, text, Actor.System("processing"), clock.GetUtcNow());
        return documents.CommitAsync(
            new DocumentChanges().Audit(
                entry with
                {
                    Id = $"pipeline-file.{Hash($"{key}\n{file}\n{text}")}",
                    Target = new AuditTarget("pipeline_file", file),
                }
            ),
            cancellationToken
        );
    }

    // Of those that are kept, the oldest that was never in force goes first.
    private static List<SavedVersion> Superfluous(PipelineHead head) =>
        [
            .. head
                .Versions.OrderBy(version => head.Published.Contains(version.Number))
                .ThenBy(version => version.Number)
                .Where(version => version != head.InForce)
                .Take(head.Versions.Count - MaxVersions),
        ];

    private async Task CheckRoomAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var all = await ListAsync(cancellationToken);
        if (all.Keys.Count(key => key.Tenant == tenant) >= MaxPerTenant)
        {
            throw new ConflictException(
                "too-many-pipelines",
                $"There are {MaxPerTenant} pipelines, as many as may be. Delete one that is not needed."
            );
        }
    }

    private static DocumentChanges Put(
        DocumentChanges changes,
        PipelineKey key,
        PipelineHead head,
        Document<PipelineHead>? read
    ) =>
        read is null
            ? changes.Add(HeadKind, key.ToString(), head)
            : changes.Replace(HeadKind, key.ToString(), head, read.ETag);

    private static void CheckSeen(string? current, string? seen)
    {
        if (seen is not null && seen != current)
        {
            throw Outdated();
        }
    }

    private async Task CommitAsync(DocumentChanges changes, string? etag, CancellationToken cancellationToken)
    {
        try
        {
            await documents.CommitAsync(changes, cancellationToken);
        }
        catch (DocumentConflictException) when (etag is not null)
        {
            throw Outdated();
        }
    }

    private static AuditEntry Entry(
        string what,
        PipelineKey key,
        int version,
        string text,
        Actor actor,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = $"pipeline-{what}.{Guid.CreateVersion7(now)}",
            Tenant = key.Tenant.Value,
            Time = now,
            Action = $"processing.pipeline.{what}",
            Actor = actor,
            Target = new AuditTarget("pipeline", key.Name),
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["version"] = version.ToString(CultureInfo.InvariantCulture),
                ["sha256"] = Hash(text),
            },
        };

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static OutdatedException Outdated() =>
        new("Somebody changed it meanwhile. Read it again and repeat the change if it still makes sense.");

    private static string TextId(PipelineKey key, int version) => $"{key}@{version}";
}
