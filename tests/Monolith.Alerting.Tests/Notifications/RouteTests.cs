using Monolith.Alerting.Notifications.Routes;
using Monolith.Alerting.Notifications.Settings;
using Monolith.Alerting.Tests.Notifications.Support;
using Monolith.Platform.Language;

namespace Monolith.Alerting.Tests.Notifications;

public sealed class RouteTests
{
    private static readonly Route Tree = new(
        new RouteSettings(
            "default",
            GroupBy: ["alertname"],
            GroupWait: PromDuration.Parse("10s"),
            Routes:
            [
                new RouteSettings("audit", Matchers: ["severity=~critical|error"], Continue: true),
                new RouteSettings(
                    "team",
                    Matchers: ["team=checkout"],
                    GroupBy: ["alertname", "service"],
                    Routes:
                    [
                        new RouteSettings("page", Matchers: ["severity=critical"], GroupWait: PromDuration.Parse("0s")),
                        new RouteSettings(Matchers: ["severity=error"]),
                    ]
                ),
                new RouteSettings("late", Matchers: ["team=~.+"]),
            ]
        )
    );

    [Theory]
    [InlineData("severity=info", "default")]
    [InlineData("severity=critical", "audit")]
    [InlineData("severity=critical,team=checkout", "audit,page")]
    [InlineData("severity=error,team=checkout", "audit,team")]
    [InlineData("severity=info,team=checkout", "team")]
    [InlineData("severity=info,team=cart", "late")]
    [InlineData("severity=critical,team=cart", "audit,late")]
    public void An_alert_takes_the_deepest_routes_that_match(string labels, string receivers) =>
        Assert.Equal(
            receivers,
            string.Join(',', Tree.Match(SomeAlert.Labels(labels.Split(','))).Select(r => r.Receiver))
        );

    [Fact]
    public void A_route_takes_from_its_parents_what_it_does_not_say()
    {
        var page = Tree.Match(SomeAlert.Labels("team=checkout", "severity=critical"))[1];
        var error = Tree.Match(SomeAlert.Labels("team=checkout", "severity=error"))[1];
        var root = Tree.Match(SomeAlert.Labels("severity=info"))[0];

        Assert.Equal(TimeSpan.Zero, page.GroupWait);
        Assert.Equal(TimeSpan.FromSeconds(10), error.GroupWait);
        Assert.Equal(TimeSpan.FromMinutes(5), error.GroupInterval);
        Assert.Equal(TimeSpan.FromHours(4), error.RepeatInterval);
        Assert.Equal("{}/{team=\"checkout\"}/{severity=\"critical\"}", page.Key);
        Assert.Equal("{}", root.Key);
    }

    [Fact]
    public void A_group_has_the_labels_that_its_route_groups_by()
    {
        var labels = SomeAlert.Labels("alertname=X", "service=checkout", "pod=a", "team=checkout");
        var all = new Route(new RouteSettings("default", GroupBy: ["..."]));
        var none = new Route(new RouteSettings("default"));

        Assert.Equal(SomeAlert.Labels("alertname=X", "service=checkout"), Tree.Match(labels)[0].GroupLabels(labels));
        Assert.Equal(labels, all.GroupLabels(labels));
        Assert.Empty(none.GroupLabels(labels));
    }
}
