using Monolith.Alerting.Labels;
using Monolith.Alerting.Notifications.Settings;

namespace Monolith.Alerting.Notifications.Routes;

/// <summary>A node of the tree of routes, with all that it takes from its parents. Never changes.</summary>
internal sealed class Route
{
    /// <summary>Written alone under <c>groupBy</c>: all labels.</summary>
    public const string AllLabels = "...";

    private readonly MatcherSet _matchers;
    private readonly IReadOnlyList<string> _groupBy;
    private readonly bool _continue;
    private readonly IReadOnlyList<Route> _routes;

    /// <summary>The tree that settings describe. They have been checked.</summary>
    public Route(RouteSettings settings)
        : this(settings, parent: null) { }

    private Route(RouteSettings settings, Route? parent)
    {
        _matchers = new MatcherSet((settings.Matchers ?? []).Select(Parse));
        _continue = settings.Continue;
        _groupBy = settings.GroupBy ?? parent?._groupBy ?? [];
        Key = parent is null ? $"{_matchers}" : $"{parent.Key}/{_matchers}";
        Receiver =
            settings.Receiver ?? parent?.Receiver ?? throw new ArgumentException("No receiver.", nameof(settings));
        GroupWait = settings.GroupWait?.Value ?? parent?.GroupWait ?? TimeSpan.FromSeconds(30);
        GroupInterval = settings.GroupInterval?.Value ?? parent?.GroupInterval ?? TimeSpan.FromMinutes(5);
        RepeatInterval = settings.RepeatInterval?.Value ?? parent?.RepeatInterval ?? TimeSpan.FromHours(4);
        _routes = [.. (settings.Routes ?? []).Select(child => new Route(child, this))];
    }

    /// <summary>The matchers from the root down to here.</summary>
    public string Key { get; }

    /// <summary>Who is told.</summary>
    public string Receiver { get; }

    /// <summary>How long the first notification of a group waits for more alerts.</summary>
    public TimeSpan GroupWait { get; }

    /// <summary>How long after a notification the next one may tell of changes.</summary>
    public TimeSpan GroupInterval { get; }

    /// <summary>How long after a notification it is told again, unchanged.</summary>
    public TimeSpan RepeatInterval { get; }

    /// <summary>The routes that an alert takes: the deepest ones that match, the first of each level unless it says
    /// <c>continue</c>.</summary>
    public IReadOnlyList<Route> Match(LabelSet labels)
    {
        if (!_matchers.Matches(labels))
        {
            return [];
        }

        var found = new List<Route>();
        foreach (var route in _routes)
        {
            var below = route.Match(labels);
            found.AddRange(below);
            if (below.Count > 0 && !route._continue)
            {
                break;
            }
        }

        return found.Count > 0 ? found : [this];
    }

    /// <summary>The labels of the group that an alert belongs to on this route.</summary>
    public LabelSet GroupLabels(LabelSet labels) =>
        _groupBy is [AllLabels]
            ? labels
            : new LabelSet(labels.Where(l => _groupBy.Contains(l.Key, StringComparer.Ordinal)));

    private static Matcher Parse(string text) =>
        MatcherText.TryParse(text, out var matcher)
            ? matcher
            : throw new ArgumentException($"'{text}' is not {MatcherText.Syntax}.", nameof(text));

    /// <summary>The matchers of settings that have been checked.</summary>
    internal static MatcherSet ParseAll(IReadOnlyList<string> matchers) => new(matchers.Select(Parse));
}
