using Microsoft.Extensions.Logging;
using Monolith.Alerting.Notifications.Deliveries;
using Monolith.Alerting.Notifications.Routes;

namespace Monolith.Alerting.Notifications.Dispatch;

/// <summary>What looking after alerts needs.</summary>
internal sealed record DispatchServices(
    Routings Routings,
    Flush Flush,
    NotificationLog Log,
    NotificationSender Sender,
    Persistence Persistence,
    NotificationMetrics Metrics,
    TimeProvider Clock,
    ILogger<Dispatcher> Logger
);
