using Monolith.Healing.Actions;
using Monolith.Platform.Workflows;

namespace Monolith.Healing.Runs;

/// <summary>The actions that there are, by name. Thread-safe.</summary>
internal sealed class ActionCatalog(IEnumerable<IHealingAction> actions)
{
    private readonly Dictionary<string, IHealingAction> _actions = actions.ToDictionary(
        action => action.Name,
        StringComparer.Ordinal
    );

    /// <summary>The action of a run.</summary>
    /// <exception cref="NonRetriableException">There is none of this name any more.</exception>
    public IHealingAction Of(Run run) =>
        _actions.GetValueOrDefault(run.Request.Policy.Action)
        ?? throw new NonRetriableException($"There is no action '{run.Request.Policy.Action}'.");
}
