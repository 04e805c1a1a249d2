using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Workflows.Turns;

/// <summary>Which patches and which implementation of a workflow its history was made with.</summary>
internal static class Versions
{
    /// <summary>What the WorkflowStarted of this turn keeps of the answer's version: only what history lacks.</summary>
    /// <exception cref="TurnStalledException">The worker does not know the patches that history was made with.</exception>
    public static WorkflowVersion? ToRecord(IEnumerable<HistoryEvent> past, WorkflowVersion? answered)
    {
        var known = past.SelectMany(e => e.WorkflowStarted?.Version?.Patches ?? []).ToList();
        var patches = answered?.Patches ?? [];
        if (!known.SequenceEqual(patches.Take(known.Count), StringComparer.Ordinal))
        {
            throw new TurnStalledException(
                StalledReason.PatchMismatch,
                $"history has the patches [{string.Join(", ", known)}], the worker [{string.Join(", ", patches)}]"
            );
        }

        // Patches and a name exclude each other; patches win.
        var fresh = patches.Skip(known.Count).ToList();
        return fresh.Count > 0 ? new WorkflowVersion { Patches = { fresh } }
            : answered is { HasName: true, Patches.Count: 0 } ? new WorkflowVersion { Name = answered.Name }
            : null;
    }
}
