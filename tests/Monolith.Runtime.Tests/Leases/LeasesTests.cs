using Microsoft.Extensions.Logging.Abstractions;
using Monolith.Platform.Documents;
using Monolith.Platform.Leases;

namespace Monolith.Runtime.Tests.Leases;

public sealed class EmbeddedLeasesTests() : LeasesTests(new EmbeddedRuntime());

public sealed class DaprLeasesTests() : LeasesTests(new DaprRuntime());

/// <summary>What leases promise, whatever they stand on.</summary>
public abstract class LeasesTests(TestRuntime runtime) : IAsyncDisposable
{
    private const string Name = "scheduler";
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);
    private readonly VirtualTime _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await runtime.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Of_two_replicas_one_has_the_lease()
    {
        await using var one = runtime.CreateHost(_clock);
        await using var other = runtime.CreateHost(_clock);

        await using var lease = await one.Leases.TryAcquireAsync(Name, Duration, Token);

        Assert.NotNull(lease);
        Assert.Null(await other.Leases.TryAcquireAsync(Name, Duration, Token));
        await using var another = await other.Leases.TryAcquireAsync("another-task", Duration, Token);
        Assert.NotNull(another);
    }

    [Fact]
    public async Task A_lease_that_is_given_back_is_free_at_once_and_its_token_has_risen()
    {
        await using var one = runtime.CreateHost(_clock);
        await using var other = runtime.CreateHost(_clock);
        var first = await one.Leases.TryAcquireAsync(Name, Duration, Token);
        await first!.DisposeAsync();

        await using var second = await other.Leases.TryAcquireAsync(Name, Duration, Token);

        Assert.True(second!.FencingToken > first.FencingToken);
        Assert.True(first.Lost.IsCancellationRequested);
        Assert.False(second.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task The_owner_has_lost_the_lease_before_another_can_have_it()
    {
        // The owner's clock stands for a process that hangs: it neither renews nor gives back.
        await using var owner = runtime.CreateHost(_clock);
        var othersClock = new VirtualTime();
        await using var other = runtime.CreateHost(othersClock);
        await using var lease = await owner.Leases.TryAcquireAsync(Name, Duration, Token);

        othersClock.Advance(Duration + (Duration / 6));
        Assert.Null(await other.Leases.TryAcquireAsync(Name, Duration, Token));

        othersClock.Advance(Duration / 6);
        await using var taken = await other.Leases.TryAcquireAsync(Name, Duration, Token);
        Assert.True(taken!.FencingToken > lease!.FencingToken);
        Assert.False(await lease.RenewAsync(Token));
        Assert.True(lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_lease_that_cannot_be_renewed_is_lost_when_its_time_is_over()
    {
        await using var host = runtime.CreateHost(_clock);
        var store = new BreakableStore(host.Documents);
        var leases = new Platform.Leases.Leases(store, _clock, NullLogger<Platform.Leases.Leases>.Instance);
        await using var lease = await leases.TryAcquireAsync(Name, Duration, Token);
        store.IsBroken = true;

        _clock.Advance(Duration - TimeSpan.FromTicks(1));
        Assert.False(lease!.Lost.IsCancellationRequested);

        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_lease_is_renewed_for_as_long_as_its_owner_lives()
    {
        await using var one = runtime.CreateHost(_clock);
        await using var other = runtime.CreateHost(_clock);
        await using var lease = await one.Leases.TryAcquireAsync(Name, Duration, Token);

        for (var i = 0; i < 12; i++)
        {
            Assert.True(await lease!.RenewAsync(Token));
            _clock.Advance(Duration / 4);
            Assert.Null(await other.Leases.TryAcquireAsync(Name, Duration, Token));
        }

        Assert.False(lease!.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task The_background_renews_by_itself()
    {
        // On the system's clock, so that renewals take the time that they take.
        var second = TimeSpan.FromSeconds(1);
        await using var one = runtime.CreateHost();
        await using var other = runtime.CreateHost();
        await using var lease = await one.Leases.TryAcquireAsync(Name, second, Token);
        var began = TimeProvider.System.GetTimestamp();

        await Eventually.HoldsAsync(
            async () =>
            {
                Assert.Null(await other.Leases.TryAcquireAsync(Name, second, Token));
                return TimeProvider.System.GetElapsedTime(began) > 2 * second;
            },
            "two durations have passed"
        );

        Assert.False(lease!.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Replicas_that_fight_for_a_lease_never_have_it_together_and_tokens_only_rise()
    {
        const int Replicas = 4;
        const int Turns = 10;
        var owners = 0;
        var tokens = new List<long>();
        var hosts = Enumerable.Range(0, Replicas).Select(_ => runtime.CreateHost()).ToList();

        await Task.WhenAll(hosts.Select(host => Task.Run(() => FightAsync(host), Token)));

        Assert.Equal(Replicas * Turns, tokens.Count);
        Assert.Equal(tokens.Order().Distinct(), tokens);
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }

        async Task FightAsync(TestHost host)
        {
            for (var turns = 0; turns < Turns; )
            {
                await using var lease = await host.Leases.TryAcquireAsync(Name, Duration, Token);
                if (lease is null)
                {
                    await Task.Yield();
                    continue;
                }

                Assert.Equal(1, Interlocked.Increment(ref owners));
                tokens.Add(lease.FencingToken);
                Interlocked.Decrement(ref owners);
                turns++;
            }
        }
    }

    /// <summary>A store that can stop answering.</summary>
    private sealed class BreakableStore(IDocumentStore documents) : IDocumentStore
    {
        public bool IsBroken { get; set; }

        public Task<Document<T>?> GetAsync<T>(string kind, string id, CancellationToken cancellationToken) =>
            Answering().GetAsync<T>(kind, id, cancellationToken);

        public Task<DocumentPage<T>> ListAsync<T>(
            string kind,
            int pageSize,
            string? cursor,
            CancellationToken cancellationToken
        ) => Answering().ListAsync<T>(kind, pageSize, cursor, cancellationToken);

        public Task CommitAsync(DocumentChanges changes, CancellationToken cancellationToken) =>
            Answering().CommitAsync(changes, cancellationToken);

        private IDocumentStore Answering() => IsBroken ? throw new IOException("No answer.") : documents;
    }
}
