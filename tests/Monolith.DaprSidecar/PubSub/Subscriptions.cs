using Monolith.DaprSidecar.App;
using Monolith.DaprSidecar.Expressions;
using Monolith.DaprSidecar.Resiliency;
using Monolith.DaprSidecar.Resources;

namespace Monolith.DaprSidecar.PubSub;

/// <summary>All subscriptions of the app: those in files and those that it asks for. The latter win.</summary>
internal sealed class Subscriptions(
    ResourceSet resources,
    PubSubs pubsubs,
    Policies policies,
    Discovery discovery,
    AppChannel app,
    Envelope envelope,
    Broker broker,
    Faults faults,
    SidecarOptions options
) : IAppWork
{
    private IReadOnlyList<Subscription>? _active;
    private List<Pump> _pumps = [];

    /// <summary>What is delivered; empty before the app was asked.</summary>
    public IReadOnlyList<Subscription> Active => _active ?? [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // The app is asked once: an app that was ill wants what it wanted before.
        _active ??= Settle(await discovery.AskAsync(cancellationToken));
        _pumps = [.. _active.Select(CreatePump)];
        foreach (var pump in _pumps)
        {
            pump.Start();
        }
    }

    public Task StopAsync() => Task.WhenAll(_pumps.Select(pump => pump.DisposeAsync().AsTask()));

    private List<Subscription> Settle(IReadOnlyList<Subscription> programmatic) =>
        [
            .. programmatic
                .Concat(resources.Subscriptions)
                .DistinctBy(subscription => (subscription.PubSubName, subscription.Topic))
                .Where(IsPossible),
        ];

    private bool IsPossible(Subscription subscription)
    {
        var why =
            pubsubs.Find(subscription.PubSubName) is not { } component ? "the component is unknown"
            : !component.MaySubscribe(subscription.Topic) ? "the app may not read it"
            : WhyUnreadable(subscription);
        if (why is not null)
        {
            options.Log.WriteLine(
                $"Topic {subscription.Topic} of {subscription.PubSubName} is not subscribed to: {why}."
            );
        }

        return why is null;
    }

    private static string? WhyUnreadable(Subscription subscription)
    {
        try
        {
            _ = new RouteRules(subscription.Rules);
            return null;
        }
        catch (ExpressionException error)
        {
            return error.Message;
        }
    }

    private Pump CreatePump(Subscription subscription)
    {
        var component = pubsubs.Find(subscription.PubSubName)!;
        var context = new DeliveryContext(
            subscription,
            new RouteRules(subscription.Rules),
            new DeadLetters(broker, subscription),
            policies.Inbound(component.Component),
            app,
            envelope,
            options
        );
        var consumer = subscription.Metadata.GetValueOrDefault("consumerGroup") ?? component.Consumer;
        var group = broker.Topic(component.Name, subscription.Topic).Group(consumer, component.ReplaysToNewConsumers);
        IDelivery delivery = subscription.Bulk is null
            ? new SingleDelivery(context)
            : new BulkDelivery(context, component.IsKafka);
        return new Pump(subscription.Topic, group, delivery, Settings(component, subscription.Bulk), faults, options);
    }

    private static PumpSettings Settings(PubSubComponent component, BulkSubscribe? bulk) =>
        bulk is null
            ? new PumpSettings(component.Workers, MaxBatch: 1, TimeSpan.Zero, component.RedeliverAfter)
            : new PumpSettings(
                Workers: 1,
                component.Batch(bulk.MaxMessages),
                bulk.MaxAwait > TimeSpan.Zero ? bulk.MaxAwait : component.DefaultAwait,
                component.RedeliverAfter
            );
}
