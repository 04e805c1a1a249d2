using System.Collections.Concurrent;
using Monolith.DaprSidecar.Bindings;
using Monolith.DaprSidecar.Configuration;
using Monolith.DaprSidecar.Invocation;
using Monolith.DaprSidecar.Jobs;
using Monolith.DaprSidecar.Locks;
using Monolith.DaprSidecar.State;

namespace Monolith.DaprSidecar;

/// <summary>What the stores of all sidecars hold, by the component's name, and what runs beside them.</summary>
internal sealed class Outside
{
    private readonly ConcurrentDictionary<string, StateTable> _states = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConfigurationTable> _configurations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LockTable> _locks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<BindingCall>> _bindingCalls = new(
        StringComparer.Ordinal
    );
    private readonly ConcurrentDictionary<string, JobTable> _jobs = new(StringComparer.Ordinal);

    /// <summary>The apps that are up.</summary>
    public Network Network { get; } = new();

    public StateTable State(string component) => _states.GetOrAdd(component, _ => new StateTable());

    public ConfigurationTable Configuration(string component) =>
        _configurations.GetOrAdd(component, _ => new ConfigurationTable());

    public LockTable Locks(string component) => _locks.GetOrAdd(component, _ => new LockTable());

    public ConcurrentQueue<BindingCall> BindingCalls(string component) =>
        _bindingCalls.GetOrAdd(component, _ => new ConcurrentQueue<BindingCall>());

    /// <summary>The jobs of one app, as the scheduler keeps them.</summary>
    public JobTable Jobs(string appId) => _jobs.GetOrAdd(appId, _ => new JobTable());
}
