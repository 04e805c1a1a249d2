using Monolith.Platform.Settings;

namespace Monolith.Alerting.Notifications;

/// <summary>How notifications leave this installation, <c>Modules:Alerting</c>.</summary>
internal sealed class NotificationOptions
{
    /// <summary>A YAML file with the notification settings of tenants. The API cannot change what stands there.</summary>
    public string? NotificationsPath { get; init; }

    /// <summary>The secrets that sign webhooks, by name; <c>TENANT@NAME</c> for those of other tenants than the default one.</summary>
    public IReadOnlyDictionary<string, string>? Secrets { get; init; }

    /// <summary>A folder of files, each named as a secret and holding it. They are read each time.</summary>
    public string? SecretsPath { get; init; }

    /// <summary>Private networks that receivers may be in, such as <c>10.0.0.0/8</c>. Without it, only public addresses are
    /// connected to. Link-local addresses and those of cloud metadata never are.</summary>
    public IReadOnlyList<string>? AllowedNetworks { get; init; }

    /// <summary>How long one attempt to tell a receiver may take.</summary>
    [TimeRange("00:00:01", "00:01:00")]
    public TimeSpan ReceiverTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it is kept who was told what.</summary>
    [TimeRange("01:00:00", "90.00:00:00")]
    public TimeSpan NotificationsKept { get; init; } = TimeSpan.FromDays(5);

    /// <summary>The address of this installation as people reach it, for links in notifications.</summary>
    public Uri? ExternalUrl { get; init; }
}
