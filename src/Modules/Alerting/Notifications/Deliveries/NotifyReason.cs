using System.Text.Json.Serialization;

namespace Monolith.Alerting.Notifications.Deliveries;

/// <summary>Why a receiver is told of a group, or not.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NotifyReason>))]
internal enum NotifyReason
{
    /// <summary>It is not: it knows already, or never knew.</summary>
    None,

    /// <summary>It is not: it would be told again, but somebody looks after all that fires.</summary>
    Acknowledged,

    /// <summary>It knows of none of the alerts that fire.</summary>
    First,

    /// <summary>Alerts fire that it does not know of.</summary>
    NewAlerts,

    /// <summary>It knows of alerts that fire, and none does any more.</summary>
    AllResolved,

    /// <summary>Some alerts were resolved, and it does not know.</summary>
    NewlyResolved,

    /// <summary>Nothing has changed for so long that it is told again.</summary>
    Repeat,

    /// <summary>It may not have been told because this process ended.</summary>
    Resumed,

    /// <summary>Somebody wants to see whether it works.</summary>
    Test,
}
