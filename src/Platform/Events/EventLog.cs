using Microsoft.Extensions.Logging;

namespace Monolith.Platform.Events;

/// <summary>What the bus logs. Never an event's data.</summary>
internal static partial class EventLog
{
    [LoggerMessage(70, LogLevel.Warning, "{Handler} failed at {Topic} {Id}; it is given the event again")]
    public static partial void HandlerFailed(
        this ILogger logger,
        Exception exception,
        string handler,
        string topic,
        string id
    );

    [LoggerMessage(71, LogLevel.Error, "{Handler} failed at {Topic} {Id} {Attempts} times: the event is set aside")]
    public static partial void SetAside(this ILogger logger, string handler, string topic, string id, int attempts);

    [LoggerMessage(72, LogLevel.Error, "The queue of events failed and is tried again in {Wait}")]
    public static partial void QueueFailed(this ILogger logger, Exception exception, TimeSpan wait);

    [LoggerMessage(
        73,
        LogLevel.Warning,
        "{Topic} {Id} could not be published; it stays in the outbox and is tried again"
    )]
    public static partial void NotPublished(this ILogger logger, Exception exception, string topic, string id);

    [LoggerMessage(74, LogLevel.Error, "A message on {Topic} is no event of this bus and goes to the dead letters")]
    public static partial void NotAnEvent(this ILogger logger, Exception exception, string topic);
}
