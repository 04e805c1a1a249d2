using Monolith.Alerting.Alerts;
using Monolith.Alerting.Labels;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Tests.Notifications.Support;

/// <summary>Alerts for tests.</summary>
internal static class SomeAlert
{
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(4);

    /// <summary>Labels, written <c>name=value</c>.</summary>
    public static LabelSet Labels(params string[] labels) =>
        new(labels.Select(l => KeyValuePair.Create(l[..l.IndexOf('=')], l[(l.IndexOf('=') + 1)..])));

    /// <summary>An alert that fires.</summary>
    public static Alert Firing(DateTimeOffset now, params string[] labels) => Firing(TenantId.Default, now, labels);

    /// <summary>An alert of a tenant that fires.</summary>
    public static Alert Firing(TenantId tenant, DateTimeOffset now, params string[] labels) =>
        new(
            tenant,
            "checkout-errors",
            Labels(["alertname=CheckoutErrors", .. labels]),
            new Dictionary<string, string> { ["summary"] = "Checkout fails." },
            now,
            EndsAt: null,
            now + Validity,
            Value: 0.25
        );

    /// <summary>The same, resolved.</summary>
    public static Alert Resolved(this Alert alert, DateTimeOffset now) =>
        alert with
        {
            EndsAt = now,
            ValidUntil = now + Validity,
        };

    /// <summary>The same, told again a minute later.</summary>
    public static Alert Again(this Alert alert, DateTimeOffset now) => alert with { ValidUntil = now + Validity };
}
