using System.Collections.Frozen;

namespace Monolith.Processing.Pipelines.Kinds;

/// <summary>All kinds of stages. Thread-safe.</summary>
internal sealed class StageKinds(IEnumerable<IStageKind> kinds)
{
    private readonly FrozenDictionary<string, IStageKind> _kinds = kinds.ToFrozenDictionary(
        kind => kind.Name,
        StringComparer.Ordinal
    );

    /// <summary>In the order of their names.</summary>
    public IEnumerable<IStageKind> All => _kinds.Values.OrderBy(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>Their names, for messages.</summary>
    public string Names => string.Join(", ", All.Select(kind => kind.Name));

    /// <summary>A kind; null when there is none of this name.</summary>
    public IStageKind? Find(string name) => _kinds.GetValueOrDefault(name);
}
