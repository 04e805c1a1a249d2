using Monolith.Alerting.Evaluation;

namespace Monolith.Alerting.Tests.Evaluation;

public sealed class RestorationTests
{
    private static readonly DateTimeOffset Active = ManualTime.Start;

    // In minutes: how long the rule waits, how long it had waited when the pause began, how long the pause was, and how
    // long it has waited after it; null when it begins anew.
    [Theory]
    [InlineData(30, 5, 2, 5)] // goes on where it was
    [InlineData(30, 25, 2, 20)] // waits for ten minutes at least
    [InlineData(30, 30, 2, 32)] // had waited long enough
    [InlineData(10, 1, 2, 0)]
    [InlineData(2, 1, 5, 1)] // a short wait is not made longer than it ever was
    [InlineData(30, 5, 61, null)]
    [InlineData(30, 5, 60, 5)]
    public void The_wait_goes_on_after_a_pause(int wait, int waited, int pause, int? expected)
    {
        var last = Active.AddMinutes(waited);
        var now = last.AddMinutes(pause);

        var restored = Restoration.Restore(Alert(AlertState.Pending), TimeSpan.FromMinutes(wait), last, now);

        Assert.Equal(expected, restored is null ? null : (int)(now - restored.ActiveAt).TotalMinutes);
    }

    [Fact]
    public void What_fires_goes_on_firing_however_long_the_pause_was()
    {
        var alert = Alert(AlertState.Firing);

        Assert.Same(alert, Restoration.Restore(alert, TimeSpan.FromMinutes(30), Active, Active.AddDays(3)));
    }

    private static AlertInstance Alert(AlertState state) =>
        new(AlertMachineTests.Found("a").Labels, new Dictionary<string, string>(), state, 1, Active);
}
