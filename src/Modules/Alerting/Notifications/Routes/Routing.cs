using Monolith.Alerting.Notifications.Receivers;

namespace Monolith.Alerting.Notifications.Routes;

/// <summary>The settings of a tenant, ready for work. Never changes: other settings make another one.</summary>
/// <param name="Root">The tree of routes.</param>
/// <param name="Receivers">Who can be told, by name.</param>
/// <param name="InhibitRules">Which alerts make others superfluous.</param>
internal sealed record Routing(
    Route Root,
    IReadOnlyDictionary<string, Receiver> Receivers,
    IReadOnlyList<InhibitRule> InhibitRules
)
{
    /// <summary>A way to tell somebody.</summary>
    /// <returns>Null when there is none of these names.</returns>
    public Integration? Find(string receiver, string integration) =>
        Receivers.GetValueOrDefault(receiver)?.Integrations.FirstOrDefault(i => i.Name == integration);
}
