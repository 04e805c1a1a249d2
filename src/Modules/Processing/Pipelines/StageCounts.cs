using System.Collections.Concurrent;
using Monolith.Platform.Security;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Pipelines;

/// <summary>What a stage did since this host started: of all versions of its pipeline that had a stage of this name. Thread-safe.</summary>
internal sealed class StageCounts(string pipeline, string stage, string kind)
{
    private long _received;
    private long _failed;
    private long _dropped;
    private long _quarantined;

    public string Pipeline => pipeline;

    public string Stage => stage;

    public string Kind => kind;

    /// <summary>Records that its condition meant.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Those that it failed on, whatever became of them.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Those that it left out.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Those that it put into quarantine.</summary>
    public long Quarantined => Interlocked.Read(ref _quarantined);

    /// <summary>Adds what a batch counted.</summary>
    public void Add(in StageTally tally)
    {
        Interlocked.Add(ref _received, tally.Received);
        Interlocked.Add(ref _failed, tally.Failed);
        Interlocked.Add(ref _dropped, tally.Dropped);
        Interlocked.Add(ref _quarantined, tally.Quarantined);
    }
}

/// <summary>The counts of all stages. They outlive the version of a pipeline, so that a change does not hide what was. Thread-safe.</summary>
internal sealed class StageCounters
{
    private readonly ConcurrentDictionary<
        (TenantId Tenant, string Pipeline, string Stage, string Kind),
        StageCounts
    > _counts = [];

    /// <summary>The counts of a stage.</summary>
    public StageCounts Of(TenantId tenant, string pipeline, StageDocument stage) =>
        _counts.GetOrAdd(
            (tenant, pipeline, stage.Name, stage.Kind),
            static key => new StageCounts(key.Pipeline, key.Stage, key.Kind)
        );

    /// <summary>The counts of a tenant's stages that have seen a record, in the order of pipelines and stages.</summary>
    public IReadOnlyList<StageCounts> Of(TenantId tenant) =>
        [
            .. _counts
                .Where(counts => counts.Key.Tenant == tenant && counts.Value.Received > 0)
                .Select(counts => counts.Value)
                .OrderBy(counts => counts.Pipeline, StringComparer.Ordinal)
                .ThenBy(counts => counts.Stage, StringComparer.Ordinal),
        ];
}
