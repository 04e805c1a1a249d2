using System.Text.Json;
using Monolith.Alerting.Rules;
using Monolith.Platform.Documents;
using Monolith.Platform.Language;

namespace Monolith.Alerting.Tests.Rules;

public sealed class RulePresetTests
{
    [Theory]
    [InlineData(
        """{"name":"A","measure":{"kind":"count"},"threshold":3,"operator":">="}""",
        "count over 5m >= 3",
        "0s",
        "0s"
    )]
    [InlineData(
        """{"name":"A","kind":"errorRate"}""",
        "requestErrorShare over 5m by service, http.route > 0.05 and at least 20 samples",
        "0s",
        "10m"
    )]
    [InlineData(
        """{"name":"A","kind":"latency","slowerThan":"250ms"}""",
        "slowShare(250 ms) over 5m by service, http.route > 0.01 and at least 100 samples",
        "5m",
        "5m"
    )]
    [InlineData(
        """{"name":"A","kind":"latency","measure":{"kind":"durationQuantile"},"threshold":800}""",
        "durationQuantile(0.99) over 5m by service, http.route > 800 and at least 100 samples",
        "5m",
        "5m"
    )]
    [InlineData(
        """{"name":"A","kind":"inferenceErrors"}""",
        "failureShare over 5m by service, model with model > 0.05 and at least 20 samples",
        "2m",
        "5m"
    )]
    [InlineData(
        """{"name":"A","kind":"databaseSaturation"}""",
        "attributeShareAbove(duration_ms, 500) over 5m by service, db.system.name with db.system.name > 0.05 and at least 20 samples",
        "5m",
        "10m"
    )]
    [InlineData(
        """{"name":"A","kind":"databaseSaturation","signal":"poolExhaustion"}""",
        "count over 5m by service >= 5",
        "0s",
        "10m"
    )]
    [InlineData(
        """{"name":"A","kind":"absence","window":"15m","filter":{"services":["cart"]}}""",
        "sinceLast over 1d of cart > 900",
        "0s",
        "0s"
    )]
    [InlineData("""{"name":"A","kind":"newPattern"}""", "newPatterns over 5m by service >= 1", "0s", "10m")]
    public void A_kind_fills_in_what_the_rule_leaves_out(string rule, string question, string wait, string keep)
    {
        var plan = RulePresets.Plan(JsonSerializer.Deserialize<AlertRule>(rule, ApiJson.Options)!);

        Assert.Equal(question, plan.Describe());
        Assert.Equal(wait, new PromDuration(plan.For).ToString());
        Assert.Equal(keep, new PromDuration(plan.KeepFiringFor).ToString());
    }

    [Fact]
    public void What_the_rule_says_counts_more_than_its_kind()
    {
        var plan = RulePresets.Plan(
            JsonSerializer.Deserialize<AlertRule>(
                """
                {"name":"A","kind":"errorRate","window":"10m","groupBy":["service"],"threshold":0.2,"operator":">=","minimum":5,
                 "for":"1m","keepFiringFor":"0s","interval":"1m","limit":7,"severity":"critical","labels":{"team":"shop"},
                 "runbook":"https://example.com/a"}
                """,
                ApiJson.Options
            )!
        );

        Assert.Equal("requestErrorShare over 10m by service >= 0.2 and at least 5 samples", plan.Describe());
        Assert.Equal(
            (TimeSpan.FromMinutes(1), TimeSpan.Zero, TimeSpan.FromMinutes(1), 7),
            (plan.For, plan.KeepFiringFor, plan.Interval, plan.Limit)
        );
        Assert.Equal(
            ("A", "critical", "shop"),
            (plan.Labels["alertname"], plan.Labels["severity"], plan.Labels["team"])
        );
        Assert.Equal("https://example.com/a", plan.Annotations["runbook_url"]);
    }

    [Theory]
    [InlineData("CheckoutErrors", "checkout-errors")]
    [InlineData("Checkout errors!", "checkout-errors")]
    [InlineData("HTTP 5xx", "http-5xx")]
    [InlineData("Größe", "gr-e")]
    [InlineData("!!!", "rule")]
    public void An_id_is_made_of_the_name(string name, string id)
    {
        Assert.Equal(id, RuleIds.Of(name));
        Assert.True(RuleIds.IsId(id));
    }

    [Fact]
    public void The_example_of_the_guide_is_a_good_file()
    {
        var document = Assert.Single(YamlDocuments.Parse(Repository.Read("examples/alerting/rules.yaml")));

        foreach (var node in document["rules"]!.AsArray())
        {
            var rule = node.Deserialize<AlertRule>(ApiJson.Options)!;
            Assert.Empty(new AlertRuleRules().Validate(rule).Errors);
        }
    }
}
