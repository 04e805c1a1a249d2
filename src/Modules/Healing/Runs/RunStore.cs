using Microsoft.Extensions.Options;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Healing.Runs;

/// <summary>Keeps the runs of all tenants. Thread-safe.</summary>
internal sealed class RunStore(IDocumentStore documents, IOptions<HealingOptions> options, TimeProvider clock)
{
    private const string Kind = "healing-run";

    /// <summary>A run; null when the tenant has none of this id.</summary>
    public async Task<Document<Run>?> FindAsync(RunKey key, CancellationToken cancellationToken) =>
        IsId(key.RunId) ? await documents.GetAsync<Run>(Kind, DocumentId(key), cancellationToken) : null;

    /// <summary>A run that must be there.</summary>
    /// <exception cref="NotFoundException">The tenant has none of this id.</exception>
    public async Task<Document<Run>> GetAsync(RunKey key, CancellationToken cancellationToken) =>
        await FindAsync(key, cancellationToken) ?? throw NoSuchRun(key.RunId);

    /// <summary>What is said of a run that is not there.</summary>
    public static NotFoundException NoSuchRun(string id) =>
        new("no-such-run", $"There is no healing run '{id}', or it is no longer kept.");

    /// <summary>All runs of a tenant, the newest first.</summary>
    public async Task<IReadOnlyList<Run>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var runs = await documents
            .ListAllAsync<Run>(Kind, cancellationToken)
            .Select(document => document.Value)
            .Where(run => run.Request.Tenant == tenant.Value)
            .ToListAsync(cancellationToken);
        return
        [
            .. runs.OrderByDescending(run => run.Request.At)
                .ThenByDescending(run => run.Request.RunId, StringComparer.Ordinal),
        ];
    }

    /// <summary>Adds a run that begins. A conflict when it is there.</summary>
    public DocumentChanges Add(DocumentChanges changes, Run run) =>
        changes.Add(Kind, DocumentId(run.Request.Key), run, options.Value.RunRetention);

    /// <summary>Replaces a run. A conflict when it is not as it was read.</summary>
    public DocumentChanges Replace(DocumentChanges changes, Run run, Document<Run> read) =>
        changes.Replace(Kind, read.Id, run, read.ETag, options.Value.RunRetention);

    /// <summary>Changes a run and tells the audit trail of the step, in one commit.</summary>
    /// <param name="key">Which run.</param>
    /// <param name="step">What becomes of it. Asked again when somebody else was quicker. A step that is as it was changes nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The step.</returns>
    public Task<RunStep> NoteAsync(
        RunKey key,
        Func<Run, (Run Run, RunStep Step)> step,
        CancellationToken cancellationToken
    ) =>
        Conflicts.RetryAsync(async () =>
        {
            var read = await GetAsync(key, cancellationToken);
            var (run, next) = step(read.Value);
            if (ReferenceEquals(run, read.Value))
            {
                return next;
            }

            var changes = Replace(new DocumentChanges(), run, read);
            if (read.Value.Step(next.Name)?.Result != next.Result)
            {
                changes.Audit(RunAudit.Of(run, next, clock.GetUtcNow()));
            }

            await documents.CommitAsync(changes, cancellationToken);
            return next;
        });

    private static string DocumentId(RunKey key) => $"{key.Tenant}@{key.RunId}";

    private static bool IsId(string id) => id.Length is > 0 and <= 64 && id.All(char.IsAsciiLetterOrDigit);
}
