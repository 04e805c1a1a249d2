using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Monolith.Platform.Events;

/// <summary>A handler of a topic.</summary>
/// <param name="Topic">What it hears of.</param>
/// <param name="Handler">Its name, which has the topic in it: the queue remembers by it what was handled.</param>
/// <param name="HandleAsync">Calls it.</param>
internal sealed record EventSubscription(
    string Topic,
    string Handler,
    Func<IServiceProvider, StoredEvent, CancellationToken, Task> HandleAsync
);

/// <summary>Registers handlers of events.</summary>
public static class EventHandlerServices
{
    /// <summary>Has every event of a topic handled by a class. Several classes may handle one topic: each gets every event.</summary>
    /// <remarks>The class's full name is how the queue knows it: events that wait for it are lost to a class of another name.</remarks>
    public static IServiceCollection AddEventHandler<T, THandler>(this IServiceCollection services, string topic)
        where THandler : class, IEventHandler<T>
    {
        Documents.DocumentName.Check(topic);
        services.TryAddScoped<THandler>();
        return services.AddSingleton(
            new EventSubscription(
                topic,
                $"{typeof(THandler).FullName}:{topic}",
                (provider, e, cancellationToken) =>
                    provider.GetRequiredService<THandler>().HandleAsync(e.To<T>(), cancellationToken)
            )
        );
    }
}
