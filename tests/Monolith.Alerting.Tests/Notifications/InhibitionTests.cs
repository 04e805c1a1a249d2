using Monolith.Alerting.Notifications.Routes;
using Monolith.Alerting.Notifications.Settings;
using Monolith.Alerting.Tests.Notifications.Support;

namespace Monolith.Alerting.Tests.Notifications;

public sealed class InhibitionTests
{
    private static readonly InhibitRule CriticalOverWarning = new(
        new InhibitRuleSettings(["severity=critical"], ["severity=~warning|info"], ["service", "zone"])
    );

    [Theory]
    [InlineData("severity=critical,service=a,zone=1", "severity=warning,service=a,zone=1", true)]
    [InlineData("severity=critical,service=a,zone=1", "severity=warning,service=b,zone=1", false)]
    [InlineData("severity=critical,service=a,zone=1", "severity=error,service=a,zone=1", false)]
    [InlineData("severity=warning,service=a,zone=1", "severity=info,service=a,zone=1", false)]
    [InlineData("severity=critical,service=a", "severity=warning,service=a", true)] // both lack the zone
    [InlineData("severity=critical,service=a", "severity=warning,service=a,zone=1", false)]
    [InlineData("severity=critical,service=a,zone=", "severity=warning,service=a", true)] // missing is empty
    public void A_source_that_fires_holds_back_targets_with_equal_labels(
        string source,
        string target,
        bool isHeldBack
    ) => Assert.Equal(isHeldBack, Inhibits(CriticalOverWarning, target, source));

    [Fact]
    public void An_alert_on_both_sides_is_held_back_neither_by_itself_nor_by_its_like()
    {
        var everything = new InhibitRule(new InhibitRuleSettings(["severity=~.+"], ["severity=~.+"]));

        Assert.False(Inhibits(everything, "severity=a", "severity=a"));
        Assert.False(Inhibits(everything, "severity=a", "severity=a", "severity=b"));
    }

    [Fact]
    public void An_alert_on_both_sides_is_held_back_by_one_that_is_a_source_only()
    {
        var rule = new InhibitRule(new InhibitRuleSettings(["alertname=~NodeDown|Slow"], ["alertname=Slow"], ["node"]));

        Assert.True(Inhibits(rule, "alertname=Slow,node=1", "alertname=Slow,node=1", "alertname=NodeDown,node=1"));
        Assert.False(Inhibits(rule, "alertname=Slow,node=1", "alertname=Slow,node=1", "alertname=NodeDown,node=2"));
    }

    [Fact]
    public void Values_that_hold_separators_are_not_taken_for_others()
    {
        var rule = new InhibitRule(new InhibitRuleSettings(["role=source"], ["role=target"], ["a", "b"]));

        Assert.False(Inhibits(rule, "role=target,a=x\",\"y", "role=source,a=x,b=y\",\""));
    }

    private static bool Inhibits(InhibitRule rule, string target, params string[] firing) =>
        new Inhibition([rule], [.. firing.Select(Parse)]).Inhibits(Parse(target));

    // Only a comma before a name parts labels, so that values may hold one.
    private static Labels.LabelSet Parse(string labels) =>
        SomeAlert.Labels(System.Text.RegularExpressions.Regex.Split(labels, ",(?=[a-z]+=)"));
}
