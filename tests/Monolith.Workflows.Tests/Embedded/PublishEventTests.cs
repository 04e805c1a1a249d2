using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Platform.Documents;
using Monolith.Platform.Events;
using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Tests.Embedded;

/// <summary>The activity that tells other modules what a workflow has done.</summary>
public sealed class PublishEventTests
{
    private readonly Inbox _inbox = new();
    private int _published;

    [Fact]
    public async Task A_workflow_publishes_an_event()
    {
        await using var runtime = await EmbeddedRuntime.StartAsync(Register, configure: AddHandler);

        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test", input: "shop.example");
        var state = await runtime.Client.WaitForWorkflowCompletionAsync(id);

        await Eventually.HoldsAsync(() => !_inbox.Events.IsEmpty, "handled");
        var e = Assert.Single(_inbox.Events);
        Assert.Equal(("certificate.renewed", state.ReadOutputAs<string>()), (e.Topic, e.Id));
        Assert.Equal(new Renewed("shop.example", long.MaxValue), e.Data);
    }

    [Fact]
    public async Task An_event_is_handled_once_when_the_process_died_before_it_noted_that_it_was_published()
    {
        await using var runtime = await EmbeddedRuntime.StartAsync(Register, configure: AddBusThatNeverReturnsAtFirst);
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test", input: "a");
        await Eventually.HoldsAsync(() => !_inbox.Events.IsEmpty, "handled although the activity is not finished");

        await runtime.CrashAsync();
        await runtime.Client.WaitForWorkflowCompletionAsync(id);
        var next = await runtime.Client.ScheduleNewWorkflowAsync("Test", input: "b");
        await runtime.Client.WaitForWorkflowCompletionAsync(next);

        await Eventually.HoldsAsync(() => _inbox.Domains.Contains("b"), "the later event is handled");
        Assert.Equal(3, _published);
        Assert.Equal(["a", "b"], _inbox.Domains);
    }

    private static void Register(WorkflowRegistration workflows) =>
        workflows.RegisterWorkflow<string, string>(
            "Test",
            (context, domain) =>
                context.CallActivityAsync<string>(
                    nameof(PublishEventActivity),
                    EventToPublish.Of("certificate.renewed", new Renewed(domain, long.MaxValue))
                )
        );

    private void AddHandler(IServiceCollection services)
    {
        services.AddSingleton(_inbox);
        services.AddEventHandler<Renewed, RenewedHandler>("certificate.renewed");
    }

    private void AddBusThatNeverReturnsAtFirst(IServiceCollection services)
    {
        AddHandler(services);
        services.AddSingleton<IEventBus>(provider => new SlowBus(
            new EventBus(
                provider.GetRequiredService<IDocumentStore>(),
                provider.GetRequiredService<IOptions<EventOptions>>()
            ),
            () => Interlocked.Increment(ref _published) == 1
        ));
    }

    private sealed record Renewed(string Domain, long Serial);

    private sealed class Inbox
    {
        public ConcurrentQueue<Event<Renewed>> Events { get; } = new();

        public IEnumerable<string> Domains => Events.Select(e => e.Data.Domain);
    }

    private sealed class RenewedHandler(Inbox inbox) : IEventHandler<Renewed>
    {
        public Task HandleAsync(Event<Renewed> e, CancellationToken cancellationToken)
        {
            inbox.Events.Enqueue(e);
            return Task.CompletedTask;
        }
    }

    /// <summary>Publishes and then, when told so, does not come back until the program stops.</summary>
    private sealed class SlowBus(IEventBus bus, Func<bool> staysAway) : IEventBus
    {
        public Task PublishAsync<T>(string topic, T data, CancellationToken cancellationToken) =>
            bus.PublishAsync(topic, data, cancellationToken);

        public async Task PublishAsync<T>(string topic, T data, string eventId, CancellationToken cancellationToken)
        {
            await bus.PublishAsync(topic, data, eventId, cancellationToken);
            if (staysAway())
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
        }
    }
}
