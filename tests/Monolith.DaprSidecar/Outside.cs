using System.Collections.Concurrent;
using Monolith.DaprSidecar.State;

namespace Monolith.DaprSidecar;

/// <summary>Data of the stores that sidecars share, by the component's name.</summary>
internal sealed class Outside
{
    private readonly ConcurrentDictionary<string, StateTable> _states = new(StringComparer.Ordinal);

    public StateTable State(string component) => _states.GetOrAdd(component, _ => new StateTable());
}
