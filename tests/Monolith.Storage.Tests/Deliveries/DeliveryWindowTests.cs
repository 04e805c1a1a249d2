using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Platform.Signals;
using Monolith.Storage.Deliveries;

namespace Monolith.Storage.Tests.Deliveries;

public sealed class DeliveryWindowTests
{
    private readonly ManualTime _time = new();
    private readonly DeliveryWindow _window;

    public DeliveryWindowTests()
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        var options = new StorageOptions { DeliveryMaxIds = 1000, DeliveryWindow = TimeSpan.FromMinutes(10) };
        _window = new DeliveryWindow(Options.Create(options), _time, new StorageMetrics(meters));
    }

    [Fact]
    public void A_delivery_is_new_once()
    {
        var first = new DeliveryClaims();

        Assert.Equal(DeliveryState.New, _window.Claim(Id(1), first).State);
        Assert.Equal(DeliveryState.InBatch, _window.Claim(Id(1), first).State);
        _window.Settle(first, isDurable: true);

        Assert.Equal(DeliveryState.Known, _window.Claim(Id(1), new DeliveryClaims()).State);
    }

    [Fact]
    public void A_delivery_that_was_given_back_is_new_again()
    {
        var first = new DeliveryClaims();
        _window.Claim(Id(1), first);

        _window.Settle(first, isDurable: false);

        Assert.Equal(DeliveryState.New, _window.Claim(Id(1), new DeliveryClaims()).State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_brings_the_same_at_the_same_time_is_told_what_became_of_it(bool isDurable)
    {
        var first = new DeliveryClaims();
        _window.Claim(Id(1), first);

        var claim = _window.Claim(Id(1), new DeliveryClaims());
        Assert.Equal((DeliveryState.UnderWay, false), (claim.State, claim.Outcome!.IsCompleted));
        _window.Settle(first, isDurable);

        Assert.Equal(isDurable, await claim.Outcome);
    }

    [Fact]
    public void A_delivery_is_remembered_for_the_whole_window_and_forgotten_some_time_after_it()
    {
        Remember(1);
        _time.Advance(TimeSpan.FromMinutes(9));
        Remember(2);
        _time.Advance(TimeSpan.FromMinutes(9.9));
        Remember(3);

        Assert.Equal(DeliveryState.Known, State(2));
        _time.Advance(TimeSpan.FromMinutes(11));
        Remember(4);

        Assert.Equal(DeliveryState.New, State(1));
    }

    [Fact]
    public void Memory_is_bounded_and_the_latest_half_is_remembered()
    {
        for (var i = 0; i < 10_000; i++)
        {
            Remember(i);
            Assert.InRange(_window.Count, 0, 1000);
        }

        Assert.All(Enumerable.Range(9_500, 500), i => Assert.Equal(DeliveryState.Known, State(i)));
    }

    private static DeliveryId Id(int number) => new((UInt128)number);

    private void Remember(int number)
    {
        var claims = new DeliveryClaims();
        _window.Claim(Id(number), claims);
        _window.Settle(claims, isDurable: true);
    }

    private DeliveryState State(int number)
    {
        var claims = new DeliveryClaims();
        var state = _window.Claim(Id(number), claims).State;
        _window.Settle(claims, isDurable: false);
        return state;
    }
}
