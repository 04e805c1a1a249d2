using Monolith.Alerting.Labels;
using Monolith.Alerting.Notifications.Receivers;
using Monolith.Platform.Language;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Notifications.Settings;

/// <summary>Finds what is wrong with settings, whether they come by the API or from a file.</summary>
internal sealed class SettingsCheck(ReceiverSecrets secrets, MailServer mail)
{
    private static readonly MatcherRules MatcherRules = new();

    /// <summary>What is wrong: each with the path of the field.</summary>
    public IReadOnlyList<SettingsFault> Faults(TenantId tenant, NotificationSettings settings) =>
        [.. Routes(settings), .. InhibitRules(settings), .. Receivers(tenant, settings)];

    private static IEnumerable<SettingsFault> Routes(NotificationSettings settings)
    {
        var root = settings.Route;
        if (root.Receiver is null)
        {
            yield return new("route.receiver", "The root route must name a receiver.");
        }

        if (root.Matchers is { Count: > 0 } || root.Continue)
        {
            yield return new("route", "The root route takes every alert: it has neither matchers nor continue.");
        }

        var receivers = settings.Receivers.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        var count = 0;
        foreach (var (path, route, depth) in Walk("route", root, depth: 1))
        {
            if (++count > NotificationLimits.MaxRoutes || depth > NotificationLimits.MaxRouteDepth)
            {
                yield return new(
                    path,
                    $"There may be {NotificationLimits.MaxRoutes} routes, {NotificationLimits.MaxRouteDepth} below one another."
                );
                yield break;
            }

            foreach (var fault in Route(path, route, receivers))
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<(string Path, RouteSettings Route, int Depth)> Walk(
        string path,
        RouteSettings route,
        int depth
    )
    {
        yield return (path, route, depth);
        if (depth > NotificationLimits.MaxRouteDepth)
        {
            yield break;
        }

        foreach (var (index, child) in (route.Routes ?? []).Index())
        {
            foreach (var below in Walk($"{path}.routes[{index}]", child, depth + 1))
            {
                yield return below;
            }
        }
    }

    private static IEnumerable<SettingsFault> Route(string path, RouteSettings route, HashSet<string> receivers)
    {
        if (route.Receiver is { } receiver && !receivers.Contains(receiver))
        {
            yield return new($"{path}.receiver", $"There is no receiver '{receiver}'.");
        }

        var groupBy = route.GroupBy ?? [];
        if (groupBy.Contains(Notifications.Routes.Route.AllLabels, StringComparer.Ordinal) && groupBy.Count > 1)
        {
            yield return new($"{path}.groupBy", "'...' means all labels: no other can stand beside it.");
        }

        if (groupBy.Distinct(StringComparer.Ordinal).Count() < groupBy.Count || groupBy.Any(string.IsNullOrEmpty))
        {
            yield return new($"{path}.groupBy", "Each label must have a name and stand once.");
        }

        var faults = Matchers($"{path}.matchers", route.Matchers ?? [])
            .Concat(Wait($"{path}.groupWait", route.GroupWait, TimeSpan.Zero))
            .Concat(Wait($"{path}.groupInterval", route.GroupInterval, NotificationLimits.ShortestInterval))
            .Concat(Wait($"{path}.repeatInterval", route.RepeatInterval, NotificationLimits.ShortestInterval));
        foreach (var fault in faults)
        {
            yield return fault;
        }
    }

    private static IEnumerable<SettingsFault> InhibitRules(NotificationSettings settings)
    {
        var rules = settings.InhibitRules ?? [];
        if (rules.Count > NotificationLimits.MaxInhibitRules)
        {
            yield return new("inhibitRules", $"There may be {NotificationLimits.MaxInhibitRules} of them.");
        }

        foreach (var (index, rule) in rules.Index())
        {
            var path = $"inhibitRules[{index}]";
            if (rule.SourceMatchers.Count == 0 || rule.TargetMatchers.Count == 0)
            {
                yield return new(path, "It needs sourceMatchers and targetMatchers.");
            }

            var faults = Matchers($"{path}.sourceMatchers", rule.SourceMatchers)
                .Concat(Matchers($"{path}.targetMatchers", rule.TargetMatchers));
            foreach (var fault in faults)
            {
                yield return fault;
            }
        }
    }

    private IEnumerable<SettingsFault> Receivers(TenantId tenant, NotificationSettings settings)
    {
        if (settings.Receivers.Count > NotificationLimits.MaxReceivers)
        {
            yield return new("receivers", $"There may be {NotificationLimits.MaxReceivers} of them.");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, receiver) in settings.Receivers.Index())
        {
            var path = $"receivers[{index}]";
            if (receiver.Name.Length is 0 or > NotificationLimits.MaxNameLength || !names.Add(receiver.Name))
            {
                yield return new(
                    $"{path}.name",
                    $"Each receiver needs a name of its own with up to {NotificationLimits.MaxNameLength} letters."
                );
            }

            foreach (var fault in Ways(path, tenant, receiver))
            {
                yield return fault;
            }
        }
    }

    private IEnumerable<SettingsFault> Ways(string path, TenantId tenant, ReceiverSettings receiver)
    {
        var webhooks = receiver.WebhookConfigs ?? [];
        var emails = receiver.EmailConfigs ?? [];
        var alertmanagers = receiver.AlertmanagerConfigs ?? [];
        if (webhooks.Count + emails.Count + alertmanagers.Count > NotificationLimits.MaxWaysPerReceiver)
        {
            yield return new(path, $"A receiver may have {NotificationLimits.MaxWaysPerReceiver} ways to be told.");
        }

        var faults = webhooks
            .Index()
            .SelectMany(w => Webhook($"{path}.webhookConfigs[{w.Index}]", tenant, w.Item))
            .Concat(emails.Index().SelectMany(e => Email($"{path}.emailConfigs[{e.Index}]", e.Item)))
            .Concat(
                alertmanagers
                    .Index()
                    .SelectMany(a => Address($"{path}.alertmanagerConfigs[{a.Index}]", a.Item.Url, a.Item.Timeout))
            );
        foreach (var fault in faults)
        {
            yield return fault;
        }
    }

    private IEnumerable<SettingsFault> Webhook(string path, TenantId tenant, WebhookSettings webhook)
    {
        if (webhook.Secret is { } secret && !secrets.Has(tenant, secret))
        {
            yield return new($"{path}.secret", $"This installation has no secret '{secret}' for the tenant.");
        }

        foreach (var fault in Address(path, webhook.Url, webhook.Timeout).Concat(MaxAlerts(path, webhook.MaxAlerts)))
        {
            yield return fault;
        }
    }

    private IEnumerable<SettingsFault> Email(string path, EmailSettings email)
    {
        if (!mail.IsThere)
        {
            yield return new(path, "This installation has no mail server: Modules:Alerting:Smtp:Host names it.");
        }

        if (!MailAddresses.TryParse(email.To, out _))
        {
            yield return new($"{path}.to", "It must be one or more e-mail addresses with commas between.");
        }

        foreach (var fault in MaxAlerts(path, email.MaxAlerts))
        {
            yield return fault;
        }
    }

    private static IEnumerable<SettingsFault> Address(string path, string url, PromDuration? timeout)
    {
        // What stands before an @ would be a password, and would be shown.
        var isAddress =
            url.Length <= NotificationLimits.MaxUrlLength
            && Uri.TryCreate(url, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && uri is { UserInfo: "", Fragment: "" };
        if (!isAddress)
        {
            yield return new($"{path}.url", "It must be an http or https address without user, password and fragment.");
        }

        if (timeout is { } limit && (limit.Value <= TimeSpan.Zero || limit.Value > NotificationLimits.LongestTimeout))
        {
            yield return new(
                $"{path}.timeout",
                $"It must be more than 0s and at most {Text(NotificationLimits.LongestTimeout)}."
            );
        }
    }

    private static IEnumerable<SettingsFault> MaxAlerts(string path, int maxAlerts)
    {
        if (maxAlerts is < 1 or > NotificationLimits.MostAlerts)
        {
            yield return new($"{path}.maxAlerts", $"It must be from 1 to {NotificationLimits.MostAlerts}.");
        }
    }

    private static IEnumerable<SettingsFault> Matchers(string path, IReadOnlyList<string> matchers)
    {
        foreach (var (index, text) in matchers.Index())
        {
            if (!MatcherText.TryParse(text, out var matcher))
            {
                yield return new($"{path}[{index}]", $"It must be {MatcherText.Syntax}.");
                continue;
            }

            foreach (var error in MatcherRules.Validate(matcher).Errors)
            {
                yield return new($"{path}[{index}]", error.ErrorMessage);
            }
        }
    }

    private static IEnumerable<SettingsFault> Wait(string path, PromDuration? wait, TimeSpan shortest)
    {
        if (wait is { } value && (value.Value < shortest || value.Value > NotificationLimits.LongestWait))
        {
            yield return new(path, $"It must be from {Text(shortest)} to {Text(NotificationLimits.LongestWait)}.");
        }
    }

    private static string Text(TimeSpan time) => new PromDuration(time).ToString();
}

/// <summary>Something that settings must not say.</summary>
/// <param name="Field">The path of the field.</param>
/// <param name="Message">What is wrong with it.</param>
internal sealed record SettingsFault(string Field, string Message);
