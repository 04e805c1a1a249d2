namespace Monolith.Platform.Workflows.Execution;

/// <summary>Which changes of its code an instance takes part in.</summary>
internal sealed class Patches
{
    private readonly HashSet<string> _recorded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _answers = new(StringComparer.Ordinal);

    /// <summary>Every answer that was yes, in order; the backend compares the list with what it has recorded.</summary>
    public List<string> Taken { get; } = [];

    /// <summary>Remembers what an earlier step took.</summary>
    public void Record(IEnumerable<string> patches) => _recorded.UnionWith(patches);

    /// <summary>Whether the instance takes the new path.</summary>
    /// <param name="patch">The change.</param>
    /// <param name="isRepeating">There is history after this place: the old code has been here before.</param>
    public bool Take(string patch, bool isRepeating)
    {
        if (!_answers.TryGetValue(patch, out var answer))
        {
            answer = _recorded.Contains(patch) || !isRepeating;
            _answers[patch] = answer;
        }

        if (answer)
        {
            Taken.Add(patch);
        }

        return answer;
    }
}
