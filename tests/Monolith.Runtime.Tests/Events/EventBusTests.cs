using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Documents;
using Monolith.Platform.Events;

namespace Monolith.Runtime.Tests.Events;

/// <summary>What the bus promises, whatever it stands on.</summary>
public abstract class EventBusTests(TestRuntime runtime) : IAsyncDisposable
{
    private const string Topic = "alert.fired";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected TestRuntime Runtime => runtime;

    protected Inbox Handled { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await runtime.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_event_reaches_every_handler_of_its_topic_and_no_other()
    {
        await using var host = await runtime.StartHostAsync(WithHandlers);

        await host.Events.PublishAsync(Topic, new Fired("a", 1), Token);
        await host.Events.PublishAsync("alert.resolved", new Fired("b", 2), Token);

        await Handled.HasAsync("First:a", "Second:a", "Other:b");
    }

    [Fact]
    public async Task An_event_arrives_as_it_was_published()
    {
        var before = TimeProvider.System.GetUtcNow();
        await using var host = await runtime.StartHostAsync(WithHandlers);

        await host.Events.PublishAsync(Topic, new Fired("Größe 🎯", long.MaxValue), Token);

        await Handled.HasAsync("First:Größe 🎯", "Second:Größe 🎯");
        var e = Handled.Events.First();
        Assert.Equal(long.MaxValue, e.Data.UnixNano);
        Assert.Equal((Topic, "monolith"), (e.Topic, e.Source));
        Assert.InRange(e.Time, before, TimeProvider.System.GetUtcNow());
        Assert.Single(Handled.Events.Select(received => received.Id).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_event_that_is_published_again_under_its_id_is_handled_once()
    {
        await using var host = await runtime.StartHostAsync(WithHandlers);
        await host.Events.PublishAsync(Topic, new Fired("a", 1), "request-1", Token);
        await Handled.HasAsync("First:a", "Second:a");

        await host.Events.PublishAsync(Topic, new Fired("a", 1), "request-1", Token);
        await host.Events.PublishAsync(Topic, new Fired("b", 1), "request-2", Token);

        await Handled.HasAsync("First:a", "Second:a", "First:b", "Second:b");
        Assert.Equal(["request-1", "request-2"], Handled.Events.Select(e => e.Id).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_event_is_published_with_the_change_that_it_tells_of()
    {
        await using var host = await runtime.StartHostAsync(WithHandlers);
        var changes = new DocumentChanges().Add("alert", "a", new Fired("a", 1)).Publish(Topic, new Fired("a", 1));

        await host.Documents.CommitAsync(changes, Token);

        await Handled.HasAsync("First:a", "Second:a");
        Assert.NotNull(await host.Documents.GetAsync<Fired>("alert", "a", Token));
    }

    [Fact]
    public async Task An_event_of_a_change_that_was_not_made_is_not_published()
    {
        await using var host = await runtime.StartHostAsync(WithHandlers);
        await host.Documents.CommitAsync(new DocumentChanges().Add("alert", "a", new Fired("a", 1)), Token);
        var again = new DocumentChanges().Add("alert", "a", new Fired("a", 1)).Publish(Topic, new Fired("not made", 1));

        await Assert.ThrowsAsync<DocumentConflictException>(() => host.Documents.CommitAsync(again, Token));

        await host.Events.PublishAsync(Topic, new Fired("after", 1), Token);
        await Handled.HasAsync("First:after", "Second:after");
    }

    [Fact]
    public async Task A_handler_that_fails_gets_the_event_again_and_the_others_do_not()
    {
        Handled.Failures = 2;
        await using var host = await runtime.StartHostAsync(WithHandlers);

        await host.Events.PublishAsync(Topic, new Fired("a", 1), Token);

        await Handled.HasAsync("First:a", "Second:a");
        Assert.Equal(0, Handled.Failures);
    }

    [Fact]
    public async Task An_event_that_was_committed_before_a_crash_is_delivered_after_it()
    {
        await using (var doomed = runtime.CreateHost())
        {
            await doomed.Events.PublishAsync(Topic, new Fired("a", 1), Token);
        }

        await using var next = await runtime.StartHostAsync(WithHandlers);

        await Handled.HasAsync("First:a", "Second:a");
    }

    [Fact]
    public async Task A_handler_works_in_the_trace_in_which_the_event_happened()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Monolith.Events",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = await runtime.StartHostAsync(WithHandlers);
        using var activity = new Activity("what caused it").Start();

        await host.Events.PublishAsync(Topic, new Fired("a", 1), Token);

        await Handled.HasAsync("First:a", "Second:a");
        Assert.Equal([activity.TraceId.ToHexString()], Handled.Traces.Distinct(StringComparer.Ordinal));
    }

    protected void WithHandlers(IServiceCollection services)
    {
        services.AddSingleton(Handled);
        services.AddEventHandler<Fired, First>(Topic);
        services.AddEventHandler<Fired, Second>(Topic);
        services.AddEventHandler<Fired, Other>("alert.resolved");
    }

    protected sealed record Fired(string Name, long UnixNano);

    /// <summary>What the handlers have handled.</summary>
    protected sealed class Inbox
    {
        public ConcurrentQueue<string> Handled { get; } = new();

        public ConcurrentQueue<Event<Fired>> Events { get; } = new();

        public ConcurrentQueue<string> Traces { get; } = new();

        /// <summary>How many times <see cref="First"/> fails yet.</summary>
        public int Failures { get; set; }

        /// <summary>Returns once these, and nothing else, were handled.</summary>
        public async Task HasAsync(params string[] expected)
        {
            await Eventually.HoldsAsync(
                () => Handled.Count >= expected.Length,
                $"handled: {string.Join(", ", Handled)}"
            );
            Assert.Equal(expected.Order(StringComparer.Ordinal), Handled.Order(StringComparer.Ordinal));
        }

        public void Add(string handler, Event<Fired> e)
        {
            Events.Enqueue(e);
            Traces.Enqueue(Activity.Current?.TraceId.ToHexString() ?? "");
            Handled.Enqueue($"{handler}:{e.Data.Name}");
        }
    }

    protected sealed class First(Inbox inbox) : IEventHandler<Fired>
    {
        public Task HandleAsync(Event<Fired> e, CancellationToken cancellationToken)
        {
            if (inbox.Failures > 0)
            {
                inbox.Failures--;
                throw new InvalidOperationException("Not yet.");
            }

            inbox.Add(nameof(First), e);
            return Task.CompletedTask;
        }
    }

    protected sealed class Second(Inbox inbox) : IEventHandler<Fired>
    {
        public Task HandleAsync(Event<Fired> e, CancellationToken cancellationToken)
        {
            inbox.Add(nameof(Second), e);
            return Task.CompletedTask;
        }
    }

    protected sealed class Other(Inbox inbox) : IEventHandler<Fired>
    {
        public Task HandleAsync(Event<Fired> e, CancellationToken cancellationToken)
        {
            inbox.Add(nameof(Other), e);
            return Task.CompletedTask;
        }
    }
}
