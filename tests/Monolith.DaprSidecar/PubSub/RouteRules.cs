using System.Text.Json;
using Monolith.DaprSidecar.Expressions;
using Monolith.DaprSidecar.Resources;

namespace Monolith.DaprSidecar.PubSub;

/// <summary>Finds the route of an event: the first rule that matches.</summary>
internal sealed class RouteRules
{
    private readonly List<(Expression? Match, string Path)> _rules;

    /// <exception cref="ExpressionException">A rule cannot be read.</exception>
    public RouteRules(IEnumerable<SubscriptionRule> rules) =>
        _rules = [.. rules.Select(rule => (rule.Match.Length == 0 ? null : Expression.Parse(rule.Match), rule.Path))];

    /// <returns>The path; null when no rule matches.</returns>
    /// <exception cref="ExpressionException">A rule has no value for this event.</exception>
    public string? Find(JsonElement attributes)
    {
        var variables = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["event"] = attributes };
        foreach (var (match, path) in _rules)
        {
            if (match?.IsTrue(variables) ?? true)
            {
                return path;
            }
        }

        return null;
    }
}
