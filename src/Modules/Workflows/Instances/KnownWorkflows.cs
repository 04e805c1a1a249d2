using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Instances;

/// <summary>The names of the workflows that modules have registered.</summary>
internal sealed class KnownWorkflows(IEnumerable<WorkflowRegistration> registrations)
{
    private readonly SortedSet<string> _names = new(
        registrations.SelectMany(registration => registration.WorkflowNames),
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>The name as it was registered, so that all instances of a workflow are listed under one.</summary>
    /// <exception cref="UnknownWorkflowException">No module has registered it.</exception>
    public string Find(string name) =>
        _names.TryGetValue(name, out var registered) ? registered : throw new UnknownWorkflowException(name, _names);
}
