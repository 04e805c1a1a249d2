using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Events;

namespace Monolith.Runtime.Tests.Events;

public sealed class EmbeddedEventBusTests() : EventBusTests(new EmbeddedRuntime())
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_that_a_handler_fails_at_to_the_end_is_kept_and_counted()
    {
        await using var host = await Runtime.StartHostAsync(services =>
            services.AddEventHandler<string, NeverWorks>("alert.fired")
        );
        var queue = host.Services.GetRequiredService<IEventQueue>();

        await host.Events.PublishAsync("alert.fired", "x", Token);

        await Eventually.HoldsAsync(() => queue.State is { SetAside: 1, Waiting: 0 }, "set aside");
    }

    [Fact]
    public async Task An_event_that_nobody_handles_does_not_stay()
    {
        await using var host = await Runtime.StartHostAsync();
        var queue = host.Services.GetRequiredService<IEventQueue>();

        await host.Events.PublishAsync("alert.fired", "x", Token);

        await Eventually.HoldsAsync(() => queue.State.Waiting == 0, "gone");
    }

    [Fact]
    public async Task What_waits_is_counted()
    {
        await using var host = Runtime.CreateHost();

        await host.Events.PublishAsync("alert.fired", "x", Token);
        await host.Events.PublishAsync("alert.fired", "y", Token);

        Assert.Equal(2, host.Services.GetRequiredService<IEventQueue>().State.Waiting);
    }

    [Fact]
    public async Task A_slow_handler_holds_up_no_other()
    {
        await using var host = await Runtime.StartHostAsync(services =>
        {
            WithHandlers(services);
            services.AddEventHandler<Fired, NeverEnds>("alert.fired");
        });

        await host.Events.PublishAsync("alert.fired", new Fired("a", 1), Token);
        await host.Events.PublishAsync("alert.fired", new Fired("b", 1), Token);

        await host.Services.GetRequiredService<Inbox>().HasAsync("First:a", "Second:a", "First:b", "Second:b");
    }

    private sealed class NeverWorks : IEventHandler<string>
    {
        public Task HandleAsync(Event<string> e, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Never.");
    }

    private sealed class NeverEnds : IEventHandler<Fired>
    {
        public Task HandleAsync(Event<Fired> e, CancellationToken cancellationToken) =>
            Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }
}
