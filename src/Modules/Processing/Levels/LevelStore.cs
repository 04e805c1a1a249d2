using System.Text.Json;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Processing.Levels;

/// <summary>The levels of tenants, as documents.</summary>
internal sealed class LevelStore(IDocumentStore documents, LevelCatalog catalog, TimeProvider clock) : WatchedDocuments
{
    private const string Kind = "level-filters";

    private static readonly LevelDocument Nothing = new([]);

    public override string Name => "level filters";

    /// <summary>The levels of a tenant, and their ETag if somebody has set any.</summary>
    public async Task<(LevelDocument Levels, string? ETag)> GetAsync(
        TenantId tenant,
        CancellationToken cancellationToken
    )
    {
        var read = await documents.GetAsync<LevelDocument>(Kind, tenant.Value, cancellationToken);
        return (read?.Value ?? Nothing, read?.ETag);
    }

    /// <summary>Replaces the levels of a tenant; this process goes by them when the task is done.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="levels">What holds from now on.</param>
    /// <param name="etag">The state that is replaced; null for whatever there is.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DocumentConflictException">They are not in that state.</exception>
    public async Task PutAsync(
        TenantId tenant,
        LevelDocument levels,
        string? etag,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var changes = new DocumentChanges();
        _ = etag is null ? changes.Save(Kind, tenant.Value, levels) : changes.Replace(Kind, tenant.Value, levels, etag);
        await documents.CommitAsync(changes.Audit(Entry(tenant, levels, actor)), cancellationToken);
        await ReloadAsync(cancellationToken);
    }

    protected override async Task ReloadInTurnAsync(CancellationToken cancellationToken)
    {
        var levels = new Dictionary<TenantId, LevelDocument>();
        await foreach (var document in documents.ListAllAsync<LevelDocument>(Kind, cancellationToken))
        {
            levels[new TenantId(document.Id)] = document.Value;
        }

        catalog.Replace(levels);
    }

    private AuditEntry Entry(TenantId tenant, LevelDocument levels, Actor actor)
    {
        var now = clock.GetUtcNow();
        return new AuditEntry
        {
            Id = $"levels.{tenant}.{now.UtcTicks}",
            Tenant = tenant.Value,
            Time = now,
            Action = "processing.levels.configured",
            Actor = actor,
            Target = new AuditTarget("level_filters", tenant.Value),
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["levels"] = JsonSerializer.Serialize(levels, DocumentJson.Options),
            },
        };
    }
}
