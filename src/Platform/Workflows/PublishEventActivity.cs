using System.Text.Json;
using Monolith.Platform.Events;

namespace Monolith.Platform.Workflows;

/// <summary>
/// Publishes an event (<see cref="EventToPublish"/>) on the <see cref="IEventBus"/>, under the
/// <see cref="WorkflowActivityContext.TaskExecutionId"/>: however often the activity runs, there is one event. Known to every
/// program that has the platform's runtime.
/// </summary>
public sealed class PublishEventActivity(IEventBus events) : WorkflowActivity<EventToPublish, string>
{
    /// <returns>The event's id.</returns>
    /// <inheritdoc/>
    public override async Task<string> RunAsync(WorkflowActivityContext context, EventToPublish input)
    {
        await events.PublishAsync(input.Topic, input.Data, context.TaskExecutionId, context.CancellationToken);
        return context.TaskExecutionId;
    }
}

/// <summary>The input of <see cref="PublishEventActivity"/>.</summary>
/// <param name="Topic">What kind of thing happened, such as <c>alert.fired</c>.</param>
/// <param name="Data">What is known of it, as the bus writes it. <see cref="Of"/> makes it.</param>
public sealed record EventToPublish(string Topic, JsonElement Data)
{
    /// <summary>An event of a topic, from the type that its handlers take.</summary>
    public static EventToPublish Of<T>(string topic, T data) =>
        new(topic, JsonSerializer.SerializeToElement(data, EventJson.Options));
}
