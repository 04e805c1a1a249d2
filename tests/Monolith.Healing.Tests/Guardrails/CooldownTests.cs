using Monolith.Healing.Guardrails;
using Monolith.Healing.Policies;
using Monolith.Platform.Language;

namespace Monolith.Healing.Tests.Guardrails;

public sealed class CooldownTests
{
    private static readonly DateTimeOffset Start = ManualTime.Start;

    private static readonly Cooldown Doubling = new()
    {
        Base = PromDuration.Parse("10m"),
        Factor = 2,
        Max = PromDuration.Parse("1h"),
        ResetAfter = PromDuration.Parse("30m"),
    };

    [Theory]
    [InlineData(new[] { 0 }, 10)]
    [InlineData(new[] { 0, 10 }, 30)]
    [InlineData(new[] { 0, 10, 30 }, 70)]
    [InlineData(new[] { 0, 10, 30, 70 }, 130)] // the longest
    [InlineData(new[] { 0, 39 }, 59)] // not yet in peace for long enough
    [InlineData(new[] { 0, 40 }, 50)] // as good as new
    [InlineData(new[] { 10, 0 }, 30)] // the order does not matter
    public void Each_time_that_a_target_is_touched_again_it_is_left_alone_for_longer(int[] minutes, int end)
    {
        var deeds = minutes.Select(m => Start.AddMinutes(m)).Select(at => new Deed("r", "w", "t", "p", "x", at, at));

        Assert.Equal(Start.AddMinutes(end), Deeds.CooldownEnd([.. deeds], Doubling));
    }

    [Fact]
    public void A_cool_down_begins_when_the_run_is_over()
    {
        var deed = new Deed("r", "w", "t", "p", "x", Start, Start.AddMinutes(7));

        Assert.Equal(Start.AddMinutes(17), Deeds.CooldownEnd([deed], Doubling));
    }

    [Fact]
    public void A_target_that_was_never_touched_is_not_left_alone()
    {
        Assert.Equal(DateTimeOffset.MinValue, Deeds.CooldownEnd([], Doubling));
    }

    [Theory]
    [InlineData(new[] { 0, 10, 20 }, 140)]
    [InlineData(new[] { 0, 10, 30 }, 150)]
    [InlineData(new[] { 0, 10, 31 }, null)]
    [InlineData(new[] { 0, 10, 20, 90 }, 140)] // the quarantine does not grow by one that comes alone
    [InlineData(new[] { 0, 10 }, null)]
    public void An_alert_that_comes_and_goes_is_left_to_people(int[] minutes, int? end)
    {
        var firings = minutes.Select(m => Start.AddMinutes(m)).ToList();

        var quarantine = Flaps.QuarantineEnd(firings, new Flapping());

        Assert.Equal(end is { } m ? Start.AddMinutes(m) : DateTimeOffset.MinValue, quarantine);
    }
}
