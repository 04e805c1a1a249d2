using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Monolith.Platform.Security;

namespace Monolith.Processing.Sampling;

/// <summary>What was left out lately, of each tenant by itself: nothing of one is ever found by another, or pushed out by it. It
/// outlives the versions of pipelines. Thread-safe.</summary>
internal sealed class LeftOut(IOptions<ProcessingOptions> options, ProcessingMetrics metrics)
{
    private readonly ConcurrentDictionary<TenantId, LeftOutRecords> _tenants = [];

    /// <summary>A tenant's. It takes no memory before the first record.</summary>
    public LeftOutRecords Of(TenantId tenant) =>
        _tenants.GetOrAdd(
            tenant,
            static (_, it) => new LeftOutRecords(it.options.Value.MaxLeftOutBytes, it.metrics),
            (options, metrics)
        );
}
