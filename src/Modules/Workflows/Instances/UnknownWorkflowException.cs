using Monolith.Platform.Problems;

namespace Monolith.Workflows.Instances;

/// <summary>400: there is no workflow of this name. An instance of it would only fail.</summary>
internal sealed class UnknownWorkflowException(string name, IReadOnlyCollection<string> known)
    : ProblemException(400, "unknown-workflow", "There is no workflow of this name.", Describe(name, known))
{
    private static string Describe(string name, IReadOnlyCollection<string> known) =>
        known.Count == 0
            ? $"'{name}' is not known: no module of this installation has registered a workflow."
            : $"'{name}' is not known. There are: {string.Join(", ", known)}.";
}
