using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Instances;

/// <summary>The names of the workflows that modules have registered.</summary>
internal sealed class KnownWorkflows(IEnumerable<WorkflowRegistration> registrations)
{
    private readonly SortedSet<string> _names = new(
        registrations.SelectMany(registration => registration.WorkflowNames),
        StringComparer.OrdinalIgnoreCase
    );

    /// <exception cref="UnknownWorkflowException">No module has registered it.</exception>
    public void ThrowUnlessKnown(string name)
    {
        if (!_names.Contains(name))
        {
            throw new UnknownWorkflowException(name, _names);
        }
    }
}
