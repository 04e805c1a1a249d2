using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Settings;

namespace Monolith.Platform.Events;

/// <summary>How events are delivered: section <c>Monolith:Events</c>.</summary>
public sealed class EventOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Monolith:Events";

    /// <summary>How often an event is given to a handler that fails. After that it is set aside. Embedded runtime only: with Dapr
    /// the inbound resiliency policy of the pub/sub component decides.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; init; } = 10;

    /// <summary>How long after the first failure an event is given to the handler again. The wait doubles each time.</summary>
    [TimeRange("00:00:00.001", "01:00:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such wait.</summary>
    [TimeRange("00:00:00.001", "1.00:00:00")]
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a handler may take. Beyond it the try counts as failed.</summary>
    [TimeRange("00:00:00.1", "1.00:00:00")]
    public TimeSpan HandlerTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often events are looked for that a replica committed and did not live to publish. Dapr runtime only.</summary>
    [TimeRange("00:00:00.05", "01:00:00")]
    public TimeSpan RelayInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it is remembered that a handler has handled an event, and that an event was published under an id of
    /// its publisher's. What a broker delivers again later, or a publisher repeats later, is handled twice.</summary>
    [TimeRange("00:01:00", "30.00:00:00")]
    public TimeSpan HandledWindow { get; init; } = TimeSpan.FromDays(1);
}
