namespace Monolith.Alerting.Notifications.Receivers;

/// <summary>Where people find out more.</summary>
internal sealed class RuleLinks(Uri? externalUrl)
{
    /// <summary>The address of this installation; empty when nobody said.</summary>
    public string Home { get; } = externalUrl?.AbsoluteUri.TrimEnd('/') ?? "";

    /// <summary>The rule behind an alert; empty when nobody said where this installation is.</summary>
    public string Of(string ruleId) =>
        Home.Length == 0 ? "" : $"{Home}/api/v1/alerts/rules/{Uri.EscapeDataString(ruleId)}";
}
