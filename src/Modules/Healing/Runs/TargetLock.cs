using System.Security.Cryptography;
using System.Text;
using Monolith.Healing.Actions;
using Monolith.Platform.Documents;

namespace Monolith.Healing.Runs;

/// <summary>
/// Says which run works on a target. It is a document and no lease: it belongs to the run, which outlives processes, and not to
/// a process. A run that is over or gone has no lock any more, whatever the document says. One lock for all tenants: they may
/// share a workload.
/// </summary>
/// <param name="Target">What is locked.</param>
/// <param name="Owner">The run that has it; null when nobody has.</param>
/// <param name="WorkflowId">The workflow that the owner is.</param>
/// <param name="Fencing">Rises with every owner and never falls.</param>
internal sealed record TargetLock(string Target, RunKey? Owner, string? WorkflowId, long Fencing)
{
    private const string Kind = "healing-lock";

    /// <summary>The lock of a target.</summary>
    public static Task<Document<TargetLock>?> ReadAsync(
        IDocumentStore documents,
        ActionTarget target,
        CancellationToken cancellationToken
    ) => documents.GetAsync<TargetLock>(Kind, IdOf(target), cancellationToken);

    /// <summary>Gives the lock to a run. A conflict when it is not as it was read.</summary>
    public static DocumentChanges Take(DocumentChanges changes, RunRequest run, Document<TargetLock>? read)
    {
        var taken = new TargetLock(run.Target.ToString(), run.Key, run.WorkflowId, (read?.Value.Fencing ?? 0) + 1);
        return read is null
            ? changes.Add(Kind, IdOf(run.Target), taken)
            : changes.Replace(Kind, read.Id, taken, read.ETag);
    }

    /// <summary>Takes the lock from whoever has it.</summary>
    public static DocumentChanges Free(DocumentChanges changes, Document<TargetLock> read) =>
        changes.Replace(Kind, read.Id, read.Value with { Owner = null, WorkflowId = null }, read.ETag);

    /// <summary>Whether a run has the lock, under the number that it was given.</summary>
    public bool IsOf(Run run) => Owner == run.Request.Key && Fencing == run.Fencing;

    // Names of Kubernetes may be longer than an id of a document.
    private static string IdOf(ActionTarget target) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(target.ToString())));
}
