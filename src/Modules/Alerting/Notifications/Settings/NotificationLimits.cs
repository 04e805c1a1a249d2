namespace Monolith.Alerting.Notifications.Settings;

/// <summary>What settings of notifications may say at most. Work and memory grow with each of them.</summary>
internal static class NotificationLimits
{
    /// <summary>Alerts in one notification unless the receiver says otherwise. What is being sent is kept in a document, which
    /// should stay small.</summary>
    public const int MaxAlerts = 100;

    public const int MostAlerts = 500;
    public const int MaxRoutes = 500;
    public const int MaxRouteDepth = 10;
    public const int MaxReceivers = 200;
    public const int MaxInhibitRules = 100;
    public const int MaxWaysPerReceiver = 10;
    public const int MaxNameLength = 100;
    public const int MaxUrlLength = 2_000;

    /// <summary>The shortest group interval: it is also the bound of time for telling a receiver.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait of any kind.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    /// <summary>The longest that one attempt may take.</summary>
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(1);
}
