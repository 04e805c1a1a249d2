using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Monolith.Alerting.Evaluation;
using Monolith.Alerting.Preview;
using Monolith.Alerting.Rules;
using Monolith.Explore.Contracts;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Tests.Preview;

public sealed class PreviewTests : IAsyncLifetime
{
    private const string Rule = """
        {"id":"errors","name":"Errors","measure":{"kind":"requestErrorShare"},"groupBy":["service"],"threshold":0.5,"for":"2m",
         "annotations":{"summary":"{{ $labels.service }}: {{ $value | humanizePercentage }}"}}
        """;

    private readonly TemporaryFolder _folder = new();
    private AlertingHost _host = null!;

    [Fact]
    public async Task It_tells_when_the_rule_would_have_fired_and_what_was_measured()
    {
        var bad = new DateTimeOffset(2026, 3, 4, 4, 30, 0, TimeSpan.Zero);
        Measure(at => at >= bad && at < bad.AddMinutes(10) ? 0.6 + (at - bad).TotalMinutes / 100 : 0.01);

        var answer = await PreviewAsync($$"""{"rule":{{Rule}},"last":"2h"}""");

        var alert = Assert.Single(answer["alerts"]!.AsArray())!;
        var interval = Assert.Single(alert["intervals"]!.AsArray())!;
        Assert.Equal("cart", $"{alert["labels"]!["service"]}");
        Assert.Equal("2026-03-04T04:30:00+00:00", $"{interval["activeAt"]}");
        Assert.Equal("2026-03-04T04:32:00+00:00", $"{interval["firedAt"]}");
        Assert.Equal("2026-03-04T04:40:00+00:00", $"{interval["resolvedAt"]}");
        Assert.Equal(0.62, interval["value"]!.GetValue<double>(), 6);
        Assert.Equal(0.69, interval["highest"]!.GetValue<double>(), 6);
        Assert.Equal("cart: 62%", $"{interval["annotations"]!["summary"]}");
        Assert.Single(_host.Answers.Asked); // one question for all moments
    }

    [Fact]
    public async Task A_preview_and_the_evaluation_of_each_moment_agree()
    {
        var random = new Random(8);
        var values = Enumerable.Range(0, 300).Select(_ => random.NextDouble()).ToList();
        var end = new DateTimeOffset(2026, 3, 4, 5, 6, 0, TimeSpan.Zero);
        var begin = end.AddMinutes(-values.Count + 1);
        Measure(at => at < begin ? 0 : values[(int)(at - begin).TotalMinutes]);
        await _host.AddAsync(Rule);
        var plan = (await _host.Service<RuleCatalog>().GetAsync(new(TenantId.Default, "errors"), default)).Plan;
        IReadOnlyDictionary<string, AlertInstance> alerts = new Dictionary<string, AlertInstance>(
            StringComparer.Ordinal
        );
        var fired = new List<DateTimeOffset>();
        for (var at = begin; at <= end; at = at.AddMinutes(1))
        {
            var measured = _host.Answers.Answer(plan.Ask(Reader.Whole(TenantId.Default), at));
            alerts = AlertMachine.Evaluate(plan, alerts, Interpretation.Read(plan, measured), at).Alerts;
            fired.AddRange(alerts.Values.Where(a => a.FiredAt == at).Select(a => at));
        }

        var answer = await PreviewAsync($$"""{"rule":{{Rule}},"last":"{{values.Count - 1}}m"}""");

        var previewed = answer["alerts"]!
            .AsArray()
            .SelectMany(alert => alert!["intervals"]!.AsArray())
            .Select(interval => interval!["firedAt"]!.GetValue<DateTimeOffset>());
        Assert.NotEmpty(fired);
        Assert.Equal(fired, previewed);
    }

    [Fact]
    public async Task It_changes_nothing()
    {
        Measure(_ => 0.9);

        await PreviewAsync($$"""{"rule":{{Rule}}}""");

        Assert.Empty((await _host.GetAsync("/api/v1/alerts"))["alerts"]!.AsArray());
        Assert.Empty((await _host.GetAsync("/api/v1/alerts/rules"))["rules"]!.AsArray());
        Assert.Empty(_host.Told.Alerts);
    }

    [Theory]
    [InlineData("30s", "5m", 7, "1m")]
    [InlineData("5m", "5m", 1, "5m")]
    [InlineData("30s", "5h", 1, "5m")]
    [InlineData("30s", "5m", 30, "3m")]
    public void The_steps_are_whole_minutes_and_not_too_many(string interval, string window, int days, string expected)
    {
        var rule = System.Text.Json.JsonSerializer.Deserialize<AlertRule>(
            $$"""{"name":"A","kind":"errorRate","interval":"{{interval}}","window":"{{window}}"}""",
            ApiJson.Options
        )!;

        var step = PreviewRule.StepOf(RulePresets.Plan(rule), TimeSpan.FromDays(days));

        Assert.Equal(expected, new Platform.Language.PromDuration(step).ToString());
    }

    public async ValueTask InitializeAsync() => _host = await AlertingHost.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    private void Measure(Func<DateTimeOffset, double> valueAt) =>
        _host.Answers.Answer = asked =>
        {
            var moments = new List<Measurement>();
            for (var at = asked.From ?? asked.At; at <= asked.At; at += asked.Step)
            {
                var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["service"] = "cart" };
                moments.Add(new Measurement(at, labels, valueAt(at), 100));
            }

            return moments;
        };

    private async Task<JsonObject> PreviewAsync(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await _host.Http.PostAsync(
            new Uri("/api/v1/alerts/rules/preview", UriKind.Relative),
            content
        );
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }
}
