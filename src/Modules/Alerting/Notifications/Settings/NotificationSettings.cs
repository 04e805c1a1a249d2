using Monolith.Platform.Language;

namespace Monolith.Alerting.Notifications.Settings;

/// <summary>Who of a tenant is told what and how often, in the shape of Alertmanager's configuration.</summary>
/// <param name="Route">The root of the routes: it takes every alert.</param>
/// <param name="Receivers">Who can be told.</param>
/// <param name="InhibitRules">Which alerts make others superfluous.</param>
internal sealed record NotificationSettings(
    RouteSettings Route,
    IReadOnlyList<ReceiverSettings> Receivers,
    IReadOnlyList<InhibitRuleSettings>? InhibitRules = null
)
{
    /// <summary>Nobody is told: alerts are shown by the API only.</summary>
    public static NotificationSettings Default { get; } =
        new(new RouteSettings("none"), [new ReceiverSettings("none")]);
}

/// <summary>A node of the tree of routes. What it does not say, it takes from its parent.</summary>
/// <param name="Receiver">Who is told.</param>
/// <param name="GroupBy">The labels whose values make a group; <c>...</c> alone for all of them.</param>
/// <param name="GroupWait">How long the first notification of a group waits for more alerts.</param>
/// <param name="GroupInterval">How long after a notification the next one may tell of changes.</param>
/// <param name="RepeatInterval">How long after a notification it is told again, unchanged.</param>
/// <param name="Matchers">Which alerts take this route.</param>
/// <param name="Continue">Whether the routes beside it are asked too.</param>
/// <param name="Routes">The routes below it, in the order in which they are asked.</param>
internal sealed record RouteSettings(
    string? Receiver = null,
    IReadOnlyList<string>? GroupBy = null,
    PromDuration? GroupWait = null,
    PromDuration? GroupInterval = null,
    PromDuration? RepeatInterval = null,
    IReadOnlyList<string>? Matchers = null,
    bool Continue = false,
    IReadOnlyList<RouteSettings>? Routes = null
);

/// <summary>While an alert fires that meets the source matchers, those that meet the target matchers are not told.</summary>
/// <param name="SourceMatchers">The alerts that make others superfluous.</param>
/// <param name="TargetMatchers">The others.</param>
/// <param name="Equal">The labels whose values both must share.</param>
internal sealed record InhibitRuleSettings(
    IReadOnlyList<string> SourceMatchers,
    IReadOnlyList<string> TargetMatchers,
    IReadOnlyList<string>? Equal = null
);

/// <summary>Somebody who can be told, in any number of ways; in none, nobody is told.</summary>
internal sealed record ReceiverSettings(
    string Name,
    IReadOnlyList<WebhookSettings>? WebhookConfigs = null,
    IReadOnlyList<EmailSettings>? EmailConfigs = null,
    IReadOnlyList<AlertmanagerSettings>? AlertmanagerConfigs = null
);

/// <summary>Tells by a POST of JSON.</summary>
/// <param name="Url">Where to.</param>
/// <param name="Secret">The name of the secret that signs it; unsigned without one.</param>
/// <param name="SendResolved">Whether the end of alerts is told.</param>
/// <param name="MaxAlerts">At most so many alerts in one notification; it says how many are missing.</param>
/// <param name="Timeout">How long one attempt may take.</param>
internal sealed record WebhookSettings(
    string Url,
    string? Secret = null,
    bool SendResolved = true,
    int MaxAlerts = NotificationLimits.MaxAlerts,
    PromDuration? Timeout = null
);

/// <summary>Tells by e-mail, over the mail server of the installation.</summary>
/// <param name="To">The addresses, with commas between.</param>
/// <param name="SendResolved">Whether the end of alerts is told.</param>
/// <param name="MaxAlerts">At most so many alerts in one message; it says how many are missing.</param>
internal sealed record EmailSettings(
    string To,
    bool SendResolved = false,
    int MaxAlerts = NotificationLimits.MaxAlerts
);

/// <summary>Hands alerts on to an Alertmanager, as Prometheus does: each alert as it comes, for it to group and silence.</summary>
/// <param name="Url">Its address, without <c>/api/v2/alerts</c>.</param>
/// <param name="Timeout">How long one attempt may take.</param>
internal sealed record AlertmanagerSettings(string Url, PromDuration? Timeout = null);
