using Monolith.Platform.Security;

namespace Monolith.Processing.Sampling;

/// <summary>The ids of errors, of each stage by itself. They outlive the versions of pipelines, and go with the last one that has the
/// stage. Thread-safe.</summary>
internal sealed class KnownErrors
{
    // No pipeline has this name.
    private const string Plan = "";

    private readonly Dictionary<(TenantId, string, string, long), WeakReference<ErrorIds>> _stages = [];

    /// <summary>Those of a stage.</summary>
    /// <param name="tenant">Whose records it sees.</param>
    /// <param name="pipeline">The name of the pipeline.</param>
    /// <param name="stage">The name of the stage in it.</param>
    /// <param name="windowNanos">How long they are remembered: a stage that gets another window begins anew.</param>
    public ErrorIds Of(TenantId tenant, string pipeline, string stage, long windowNanos)
    {
        var key = (tenant, pipeline, stage, windowNanos);
        lock (_stages)
        {
            if (_stages.TryGetValue(key, out var known) && known.TryGetTarget(out var errors))
            {
                return errors;
            }

            ForgetLocked();
            errors = new ErrorIds(windowNanos);
            _stages[key] = new WeakReference<ErrorIds>(errors);
            return errors;
        }
    }

    /// <summary>Those that the plan of a tenant goes by.</summary>
    public ErrorIds OfPlan(TenantId tenant, long windowNanos) => Of(tenant, Plan, Plan, windowNanos);

    private void ForgetLocked()
    {
        foreach (
            var stage in _stages.Where(stage => !stage.Value.TryGetTarget(out _)).Select(stage => stage.Key).ToList()
        )
        {
            _stages.Remove(stage);
        }
    }
}
