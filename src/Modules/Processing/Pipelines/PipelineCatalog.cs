using System.Collections.Concurrent;
using Monolith.Platform.Security;

namespace Monolith.Processing.Pipelines;

/// <summary>Knows the pipeline of each tenant. A batch asks once and runs that version to its end, so that none is half of one and
/// half of another. Thread-safe.</summary>
/// <param name="usual">Makes the pipeline of a tenant that has published none.</param>
internal sealed class PipelineCatalog(Func<TenantId, CompiledPipeline> usual)
{
    private readonly ConcurrentDictionary<TenantId, CompiledPipeline> _pipelines = [];

    /// <summary>The pipeline of a tenant. Costs no lock.</summary>
    public CompiledPipeline Of(TenantId tenant) => _pipelines.GetOrAdd(tenant, usual);

    /// <summary>From here on, batches that begin run this one.</summary>
    public void Put(TenantId tenant, CompiledPipeline pipeline) => _pipelines[tenant] = pipeline;

    /// <summary>From here on, batches that begin run the usual one.</summary>
    public void Reset(TenantId tenant) => _pipelines[tenant] = usual(tenant);
}
