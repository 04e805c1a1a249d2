using System.Net;
using Monolith.Access.SignIn;

namespace Monolith.Access.Tests.SignIn;

public sealed class AttemptsTests
{
    private static readonly IPAddress Here = IPAddress.Parse("203.0.113.7");

    private readonly ManualTime _clock = new();
    private readonly MemoryDocumentStore _documents = new();
    private readonly Attempts _attempts;

    public AttemptsTests() => _attempts = new Attempts(_documents, _clock);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_five_failures_an_account_waits_and_longer_each_time()
    {
        for (var i = 1; i < 5; i++)
        {
            Assert.False(await BeginAsync());
        }

        Assert.True(await BeginAsync());
        Assert.Equal(30, await WaitAsync());

        _clock.Advance(TimeSpan.FromSeconds(30));
        await BeginAsync();
        Assert.Equal(60, await WaitAsync());

        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(15));
            await BeginAsync();
        }

        Assert.Equal(15 * 60, await WaitAsync());
    }

    [Fact]
    public async Task Another_account_does_not_wait_for_it()
    {
        await LockAsync();

        await BeginAsync("bert@example.org");
    }

    [Fact]
    public async Task Success_makes_the_account_start_anew()
    {
        for (var i = 0; i < 4; i++)
        {
            await BeginAsync();
        }

        await _attempts.SucceedAsync("anna@example.org", Here, Stop);

        for (var i = 0; i < 4; i++)
        {
            Assert.False(await BeginAsync());
        }
    }

    [Fact]
    public async Task An_address_that_tries_many_accounts_waits_even_if_one_of_them_is_its_own()
    {
        for (var i = 1; i < 30; i++)
        {
            await BeginAsync($"person-{i}@example.org");
            await BeginAsync("mine@example.org");
            await _attempts.SucceedAsync("mine@example.org", Here, Stop);
        }

        await BeginAsync("person-30@example.org");

        await Assert.ThrowsAsync<SignInLockedException>(() => BeginAsync("one-more@example.org"));
        await _attempts.BeginAsync("one-more@example.org", IPAddress.Parse("203.0.113.8"), Stop);
    }

    [Fact]
    public async Task Attempts_at_the_same_moment_all_count()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => IsLookedAtAsync(), Stop)));

        Assert.Equal(5, outcomes.Count(isLookedAt => isLookedAt));
    }

    [Fact]
    public async Task Another_replica_counts_on()
    {
        await LockAsync();

        var another = new Attempts(_documents, _clock);

        await Assert.ThrowsAsync<SignInLockedException>(() => another.BeginAsync("anna@example.org", Here, Stop));
    }

    [Fact]
    public async Task An_hour_later_all_is_forgotten()
    {
        await LockAsync();

        _clock.Advance(TimeSpan.FromHours(1));

        Assert.False(await BeginAsync());
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7/32")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7/32")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    public void Whoever_has_a_network_of_addresses_is_one(string address, string network) =>
        Assert.Equal(network, Networks.OfCustomer(IPAddress.Parse(address)));

    private Task<bool> BeginAsync(string account = "anna@example.org") => _attempts.BeginAsync(account, Here, Stop);

    private async Task LockAsync()
    {
        for (var i = 0; i < 5; i++)
        {
            await BeginAsync();
        }
    }

    private async Task<bool> IsLookedAtAsync()
    {
        try
        {
            await BeginAsync();
            return true;
        }
        catch (SignInLockedException)
        {
            return false;
        }
    }

    private async Task<double> WaitAsync() =>
        (await Assert.ThrowsAsync<SignInLockedException>(() => BeginAsync())).RetryAfter!.Value.TotalSeconds;
}
