using System.Collections.Concurrent;

namespace Monolith.Platform.Workflows.Embedded;

/// <summary>Tells those who wait that an instance has changed. Thread-safe.</summary>
internal sealed class InstanceSignals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waited = new(StringComparer.Ordinal);

    /// <summary>Ends at the next change. Ask for it before looking at the instance, so that no change is missed.</summary>
    public Task NextChange(string id) =>
        _waited.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>The instance has changed.</summary>
    public void Changed(string id)
    {
        if (_waited.TryRemove(id, out var waiting))
        {
            waiting.SetResult();
        }
    }
}
