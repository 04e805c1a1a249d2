namespace Monolith.Platform.Workflows;

/// <summary>The workflows and activities of all modules. Names are compared without upper and lower case.</summary>
internal sealed class WorkflowRegistry
{
    private readonly Dictionary<string, List<KnownWorkflow>> _workflows = new(StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, Func<IServiceProvider, IWorkflowActivity>> _activities = new(
        StringComparer.OrdinalIgnoreCase
    );

    /// <exception cref="InvalidOperationException">Two have the same name.</exception>
    public WorkflowRegistry(IEnumerable<WorkflowRegistration> registrations)
    {
        foreach (var registration in registrations)
        {
            foreach (var (name, version, create) in registration.Workflows)
            {
                Add(name, new KnownWorkflow(version, create));
            }

            foreach (var (name, create) in registration.Activities)
            {
                if (!_activities.TryAdd(name, create))
                {
                    throw new InvalidOperationException($"There are two activities named '{name}'.");
                }
            }
        }
    }

    /// <summary>The implementation that new instances take, or null.</summary>
    public KnownWorkflow? FindNewest(string name) => _workflows.TryGetValue(name, out var known) ? known[^1] : null;

    /// <summary>The implementation of a version, or null.</summary>
    public KnownWorkflow? Find(string name, string? version) =>
        _workflows.GetValueOrDefault(name)?.Find(k => string.Equals(k.Version, version, StringComparison.Ordinal));

    /// <summary>The maker of an activity, or null.</summary>
    public Func<IServiceProvider, IWorkflowActivity>? FindActivity(string name) => _activities.GetValueOrDefault(name);

    private void Add(string name, KnownWorkflow workflow)
    {
        if (Find(name, workflow.Version) is not null)
        {
            var version = workflow.Version is { } v ? $" of version '{v}'" : "";
            throw new InvalidOperationException($"There are two workflows named '{name}'{version}.");
        }

        if (!_workflows.TryAdd(name, [workflow]))
        {
            _workflows[name].Add(workflow);
        }
    }
}

/// <summary>One implementation of a workflow.</summary>
/// <param name="Version">Null when the workflow has one implementation only.</param>
/// <param name="Create">Makes an object of it for one step of one instance.</param>
internal sealed record KnownWorkflow(string? Version, Func<IServiceProvider, IWorkflow> Create);
