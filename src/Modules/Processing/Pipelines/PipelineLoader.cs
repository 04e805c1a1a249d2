using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Processing.Pipelines;

/// <summary>
/// Puts what is published into force: at the start, after each change here, and every few seconds for what other replicas and files
/// have changed. Whatever is wrong, the last good version stays in force. Thread-safe.
/// </summary>
internal sealed class PipelineLoader(
    PipelineStore store,
    PipelineFolder folder,
    PipelineReader reader,
    PipelineCompiler compiler,
    PipelineCatalog catalog,
    ILogger<PipelineLoader> logger
) : IWatchedDocuments, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentDictionary<PipelineKey, string> _faults = [];

    // Touched only with the turn taken.
    private readonly Dictionary<TenantId, string> _inForce = [];
    private readonly Dictionary<PipelineKey, PipelineDocument> _good = [];
    private readonly Dictionary<PipelineKey, string> _told = [];

    public string Name => "pipelines";

    /// <summary>What is wrong with a pipeline that was published and cannot be run here; null when nothing is.</summary>
    public string? FaultOf(PipelineKey key) => _faults.GetValueOrDefault(key);

    /// <summary>Puts what is published now into force. Batches that have begun end with what they began with.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await LoadInTurnAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task LoadInTurnAsync(CancellationToken cancellationToken)
    {
        var files = folder.List();
        var published = (await store.ListAsync(cancellationToken))
            .Where(head => head.Value.InForce is not null && files.All(file => file.Key != head.Key))
            .Select(head => new Published(head.Key, head.Value.InForce, File: null))
            .Concat(files.Select(file => new Published(file.Key, Saved: null, file)))
            .GroupBy(pipeline => pipeline.Key.Tenant)
            .ToDictionary(
                tenant => tenant.Key,
                tenant => tenant.OrderBy(p => p.Key.Name, StringComparer.Ordinal).ToList()
            );
        foreach (var tenant in published.Keys.Union(_inForce.Keys).ToList())
        {
            await LoadTenantAsync(tenant, published.GetValueOrDefault(tenant) ?? [], cancellationToken);
        }
    }

    private async Task LoadTenantAsync(TenantId tenant, List<Published> published, CancellationToken cancellationToken)
    {
        var version = string.Join(" ", published.Select(pipeline => pipeline.Version));
        var state = string.Join(" ", published.Select(pipeline => pipeline.State));
        if (_inForce.GetValueOrDefault(tenant) == state && published.TrueForAll(p => FaultOf(p.Key) is null))
        {
            return;
        }

        var built = new List<BuiltPipeline>();
        foreach (var pipeline in published)
        {
            if (await BuildAsync(pipeline, cancellationToken) is { } good)
            {
                built.Add(good);
            }
        }

        Forget(tenant, published);
        if (built.Count == 0)
        {
            catalog.Reset(tenant);
        }
        else
        {
            catalog.Put(tenant, compiler.Join(tenant, version, built));
        }

        if (_inForce.GetValueOrDefault(tenant) == state)
        {
            return;
        }

        _inForce[tenant] = state;
        logger.PipelinesInForce(tenant.Value, built.Count == 0 ? PipelineCompiler.UsualName : version);
    }

    /// <returns>The last good one when this one cannot be run; null when there is none.</returns>
    private async Task<BuiltPipeline?> BuildAsync(Published pipeline, CancellationToken cancellationToken)
    {
        var faults = new List<PipelineFault>();
        var document =
            pipeline.File?.Document
            ?? reader.Read(
                await store.ReadAsync(pipeline.Key, pipeline.Saved!.Number, cancellationToken),
                pipeline.Key.Name,
                faults
            );
        var built = compiler.Build(pipeline.Key.Tenant, document, isTrial: false, faults);
        if (faults.Count == 0)
        {
            _good[pipeline.Key] = document;
            _faults.TryRemove(pipeline.Key, out _);
            if (pipeline.File is { } file && _told.GetValueOrDefault(pipeline.Key) != file.Text)
            {
                await store.TellOfFileAsync(file.Key, file.File, file.Text, cancellationToken);
                _told[pipeline.Key] = file.Text;
            }

            return built;
        }

        var fault = string.Join(" ", faults);
        if (FaultOf(pipeline.Key) != fault)
        {
            _faults[pipeline.Key] = fault;
            logger.PipelineBroken(pipeline.Version, pipeline.Key.Tenant.Value, fault);
        }

        faults.Clear();
        return
            _good.TryGetValue(pipeline.Key, out var before)
            && compiler.Build(pipeline.Key.Tenant, before, isTrial: false, faults) is var again
            && faults.Count == 0
            ? again
            : null;
    }

    private void Forget(TenantId tenant, List<Published> published)
    {
        foreach (
            var gone in _good
                .Keys.Where(key => key.Tenant == tenant && published.TrueForAll(p => p.Key != key))
                .ToList()
        )
        {
            _good.Remove(gone);
            _told.Remove(gone);
            _faults.TryRemove(gone, out _);
        }
    }

    private sealed record Published(PipelineKey Key, SavedVersion? Saved, FilePipeline? File)
    {
        public string Version => $"{Key.Name}@{Saved?.Number.ToString(CultureInfo.InvariantCulture) ?? File?.File}";

        // A file that changed keeps its name, and a pipeline that was deleted and made anew begins again at version 1.
        public string State => $"{Version}:{Saved?.SavedAt.UtcTicks}{File?.Text}";
    }
}
