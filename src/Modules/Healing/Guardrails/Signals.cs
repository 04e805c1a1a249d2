using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Healing.Guardrails;

/// <summary>Remembers when alerts began to fire. Thread-safe.</summary>
internal sealed class Signals(IDocumentStore documents)
{
    private const string Kind = "healing-signal";

    // As long as the longest window and quarantine together.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);
    private const int MaxFirings = 200;

    /// <summary>When an alert began to fire.</summary>
    public async Task<IReadOnlyList<DateTimeOffset>> GetAsync(
        TenantId tenant,
        string fingerprint,
        CancellationToken cancellationToken
    ) => (await ReadAsync(tenant, fingerprint, cancellationToken))?.Value.Firings ?? [];

    /// <summary>Remembers that an alert began to fire. Told twice, it counts once.</summary>
    public async Task AddAsync(
        TenantId tenant,
        string fingerprint,
        DateTimeOffset firedAt,
        CancellationToken cancellationToken
    )
    {
        var read = await ReadAsync(tenant, fingerprint, cancellationToken);
        var firings = read?.Value.Firings ?? [];
        if (firings.Contains(firedAt))
        {
            return;
        }

        var signal = new Signal([
            .. firings.Append(firedAt).Where(at => firedAt - at < Kept).Order().TakeLast(MaxFirings),
        ]);
        var id = DocumentId(tenant, fingerprint);
        var changes = new DocumentChanges();
        _ = read is null ? changes.Add(Kind, id, signal, Kept) : changes.Replace(Kind, id, signal, read.ETag, Kept);
        await documents.CommitAsync(changes, cancellationToken);
    }

    private Task<Document<Signal>?> ReadAsync(
        TenantId tenant,
        string fingerprint,
        CancellationToken cancellationToken
    ) => documents.GetAsync<Signal>(Kind, DocumentId(tenant, fingerprint), cancellationToken);

    private static string DocumentId(TenantId tenant, string fingerprint) => $"{tenant}@{fingerprint}";

    private sealed record Signal(IReadOnlyList<DateTimeOffset> Firings);
}
