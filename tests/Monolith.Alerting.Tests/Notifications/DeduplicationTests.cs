using Monolith.Alerting.Notifications.Deliveries;
using Monolith.Alerting.Tests.Notifications.Support;

namespace Monolith.Alerting.Tests.Notifications;

using Told = Monolith.Alerting.Notifications.Deliveries.Told;

/// <summary>The whole truth table. Alerts are letters; what the receiver was told is <c>firing/resolved</c>.</summary>
public sealed class DeduplicationTests
{
    private static readonly TimeSpan Repeat = TimeSpan.FromHours(4);

    [Theory]
    // Nothing told yet.
    [InlineData(null, "A", "", true, nameof(NotifyReason.First))]
    [InlineData(null, "A", "B", true, nameof(NotifyReason.First))]
    [InlineData(null, "", "", true, nameof(NotifyReason.None))]
    [InlineData(null, "", "A", true, nameof(NotifyReason.None))]
    [InlineData(null, "", "A", false, nameof(NotifyReason.None))]
    // New alerts.
    [InlineData("A/", "AB", "", true, nameof(NotifyReason.NewAlerts))]
    [InlineData("A/", "B", "A", true, nameof(NotifyReason.NewAlerts))]
    [InlineData("A/", "B", "A", false, nameof(NotifyReason.NewAlerts))]
    [InlineData("/A", "A", "", true, nameof(NotifyReason.First))]
    [InlineData("/", "A", "", false, nameof(NotifyReason.First))]
    // All resolved.
    [InlineData("A/", "", "A", true, nameof(NotifyReason.AllResolved))]
    [InlineData("A/", "", "A", false, nameof(NotifyReason.AllResolved))]
    [InlineData("AB/C", "", "AB", true, nameof(NotifyReason.AllResolved))]
    [InlineData("/A", "", "A", true, nameof(NotifyReason.None))]
    [InlineData("/A", "", "AB", true, nameof(NotifyReason.None))] // B came and went in between
    [InlineData("/", "", "", true, nameof(NotifyReason.None))]
    // Some resolved.
    [InlineData("AB/", "A", "B", true, nameof(NotifyReason.NewlyResolved))]
    [InlineData("AB/", "A", "B", false, nameof(NotifyReason.None))]
    [InlineData("AB/C", "A", "BC", true, nameof(NotifyReason.NewlyResolved))]
    [InlineData("A/B", "A", "B", true, nameof(NotifyReason.None))]
    [InlineData("AB/", "A", "", true, nameof(NotifyReason.None))] // B is silenced
    // Nothing new.
    [InlineData("A/", "A", "", true, nameof(NotifyReason.None))]
    [InlineData("AB/C", "AB", "C", true, nameof(NotifyReason.None))]
    public void A_receiver_is_told_of_what_it_does_not_know(
        string? told,
        string firing,
        string resolved,
        bool sendResolved,
        string reason
    )
    {
        var soon = Decide(told, firing, resolved, sendResolved, TimeSpan.FromMinutes(5));
        var atTheEnd = Decide(told, firing, resolved, sendResolved, Repeat);

        Assert.Equal(reason, $"{soon}");
        Assert.Equal(soon, atTheEnd);
    }

    [Theory]
    [InlineData("A/", "A", "", true, nameof(NotifyReason.Repeat))]
    [InlineData("AB/C", "AB", "C", true, nameof(NotifyReason.Repeat))]
    [InlineData("AB/", "A", "B", false, nameof(NotifyReason.Repeat))]
    [InlineData("AB/", "A", "B", true, nameof(NotifyReason.NewlyResolved))]
    [InlineData("A/", "AB", "", true, nameof(NotifyReason.NewAlerts))]
    [InlineData("A/", "", "A", true, nameof(NotifyReason.AllResolved))]
    [InlineData("/A", "", "A", true, nameof(NotifyReason.None))] // an end is never repeated
    [InlineData(null, "", "A", true, nameof(NotifyReason.None))]
    public void What_still_fires_is_told_again_after_the_repeat_interval(
        string? told,
        string firing,
        string resolved,
        bool sendResolved,
        string reason
    ) => Assert.Equal(reason, $"{Decide(told, firing, resolved, sendResolved, Repeat + TimeSpan.FromTicks(1))}");

    [Theory]
    [InlineData("A/", "A", "", "A", nameof(NotifyReason.Acknowledged))]
    [InlineData("AB/", "AB", "", "ABC", nameof(NotifyReason.Acknowledged))]
    [InlineData("AB/", "A", "", "A", nameof(NotifyReason.Acknowledged))] // B is silenced
    [InlineData("AB/", "AB", "", "A", nameof(NotifyReason.Repeat))]
    [InlineData(null, "A", "", "A", nameof(NotifyReason.First))]
    [InlineData("/A", "A", "", "A", nameof(NotifyReason.First))]
    [InlineData("A/", "AB", "", "AB", nameof(NotifyReason.NewAlerts))]
    [InlineData("AB/", "A", "B", "A", nameof(NotifyReason.NewlyResolved))]
    [InlineData("A/", "", "A", "A", nameof(NotifyReason.AllResolved))]
    public void What_is_acknowledged_is_not_told_again_and_every_change_is(
        string? told,
        string firing,
        string resolved,
        string acknowledged,
        string reason
    ) =>
        Assert.Equal(
            reason,
            $"{Decide(told, firing, resolved, sendResolved: true, Repeat + TimeSpan.FromTicks(1), acknowledged)}"
        );

    [Fact]
    public void Of_an_alert_that_may_have_been_told_the_end_is_told()
    {
        var content = new Told(Set("A"), FingerprintSet.Empty, ManualTime.Start);
        var sending = new Sending(null!, content, NotifyReason.First, TimeSpan.FromDays(5));
        var never = new LogEntry("webhook[0]", 0, Told: null, sending);
        var before = new LogEntry("webhook[0]", 1, new Told(Set("B"), Set("C"), ManualTime.Start), sending);

        Assert.True(Set("A").IsSubsetOf(never.MayKnow!.Firing));
        Assert.True(Set("AB").IsSubsetOf(before.MayKnow!.Firing));
        Assert.Null((never with { Sending = null }).MayKnow);
    }

    private static NotifyReason Decide(
        string? told,
        string firing,
        string resolved,
        bool sendResolved,
        TimeSpan age,
        string acknowledged = ""
    ) =>
        Deduplication.NeedsUpdate(
            told is null ? null : new Told(Set(told.Split('/')[0]), Set(told.Split('/')[1]), ManualTime.Start),
            Set(firing),
            Set(resolved),
            Set(acknowledged),
            sendResolved,
            Repeat,
            ManualTime.Start + age
        );

    private static FingerprintSet Set(string letters) =>
        FingerprintSet.Of(letters.Select(letter => SomeAlert.Labels($"alert={letter}")));
}
