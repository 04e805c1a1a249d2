namespace Monolith.Alerting.Labels;

/// <summary>Matchers that labels must all meet, ready to be asked. Never changes.</summary>
internal sealed class MatcherSet
{
    private readonly (string Name, Func<string, bool> Holds)[] _tests;
    private readonly string _text;

    /// <exception cref="ArgumentException">A regular expression is none.</exception>
    public MatcherSet(IEnumerable<Matcher> matchers)
    {
        var inOrder = matchers
            .OrderBy(m => m.Name, StringComparer.Ordinal)
            .ThenBy(m => m.ToString(), StringComparer.Ordinal)
            .ToList();
        _tests = [.. inOrder.Select(m => (m.Name, m.Compile()))];
        _text = $"{{{string.Join(',', inOrder)}}}";
    }

    /// <summary>Whether the labels meet all of them. Without any, all labels do.</summary>
    public bool Matches(LabelSet labels)
    {
        foreach (var (name, holds) in _tests)
        {
            if (!holds(labels[name]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>As Alertmanager writes them in the key of a group: <c>{service="checkout",severity=~"critical|error"}</c>.</summary>
    public override string ToString() => _text;
}
