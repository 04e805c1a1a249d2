using Monolith.Alerting.Rules;
using Monolith.Alerting.Scheduling;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Tests.Scheduling;

public sealed class SchedulerTests : IAsyncLifetime
{
    private const string Rule = """
        {"id":"errors","name":"Errors","measure":{"kind":"requestErrorShare"},"groupBy":["service"],"threshold":0.5,"interval":"30s"}
        """;

    private readonly TemporaryFolder _folder = new();
    private AlertingHost _host = null!;

    [Fact]
    public void Every_rule_has_times_of_its_own_that_never_change()
    {
        var interval = TimeSpan.FromSeconds(30);
        var now = ManualTime.Start;
        var keys = Enumerable.Range(0, 3_000).Select(i => new RuleKey(TenantId.Default, $"rule-{i}")).ToList();

        var perSecond = keys.Select(key => Slots.NextAfter(now, key, interval))
            .GroupBy(slot => (int)(slot - now).TotalSeconds)
            .Select(second => second.Count())
            .ToList();

        Assert.InRange(perSecond.Count, 30, 31);
        Assert.InRange(perSecond.Max(), 1, 170); // 100 each, were they spread quite evenly
        Assert.All(
            keys,
            key =>
            {
                var slot = Slots.NextAfter(now, key, interval);
                Assert.InRange(slot - now, TimeSpan.FromTicks(1), interval);
                Assert.Equal(slot + interval, Slots.NextAfter(slot, key, interval));
                Assert.Equal(slot, Slots.NextAfter(slot.AddTicks(-1), key, interval));
            }
        );
    }

    [Fact]
    public async Task After_a_pause_a_rule_is_evaluated_once_and_what_it_missed_is_counted()
    {
        await _host.AddAsync(Rule);
        await EvaluatedAsync();
        var answers = new TaskCompletionSource();
        _host.Answers.Gate = answers.Task;
        var asked = _host.Answers.Asked.Count;
        await Eventually.HoldsAsync(
            () =>
            {
                _host.Time.Advance(TimeSpan.FromSeconds(1));
                return _host.Answers.Asked.Count > asked;
            },
            "it is asked again"
        );
        var late = _host.Answers.Asked.Last().At;

        _host.Time.Advance(TimeSpan.FromMinutes(10));
        answers.SetResult();

        await Eventually.HoldsAsync(
            () =>
            {
                _host.Time.Advance(TimeSpan.FromMilliseconds(100));
                return Status().LastEvaluation > late;
            },
            "it is evaluated after the pause"
        );
        Assert.Equal(asked + 2, _host.Answers.Asked.Count);
        Assert.Equal(late.AddMinutes(10), Status().LastEvaluation);
        Assert.Equal(19, Status().Skipped);
    }

    [Fact]
    public async Task A_rule_that_fails_shows_why_and_its_alerts_stay_as_they_are()
    {
        await _host.AddAsync(Rule);
        _host.Answers.Values(("cart", 0.9));
        await _host.EvaluateAsync("errors");

        _host.Answers.Fail("the store of records is away");
        await _host.EvaluateAsync("errors");
        await _host.EvaluateAsync("errors");

        var rule = await _host.GetAsync("/api/v1/alerts/rules/errors");
        Assert.Equal("error", $"{rule["evaluation"]!["health"]}");
        Assert.Equal("the store of records is away", $"{rule["evaluation"]!["lastError"]}");
        Assert.Equal("firing", $"{rule["state"]}");

        _host.Answers.Values(("cart", 0.8));
        await _host.EvaluateAsync("errors");
        rule = await _host.GetAsync("/api/v1/alerts/rules/errors");
        Assert.Equal("ok", $"{rule["evaluation"]!["health"]}");
        Assert.Equal("0.8", $"{rule["evaluation"]!["values"]![0]!["value"]}");
        await Eventually.HoldsAsync(() => !_host.Told.Fired.IsEmpty, "it fired");
        Assert.Single(_host.Told.Fired);
        Assert.Empty(_host.Told.Resolved);
    }

    [Fact]
    public async Task Receivers_are_told_again_each_minute_and_of_the_end_for_a_quarter_of_an_hour()
    {
        await _host.AddAsync(Rule.Replace("30s", "1d", StringComparison.Ordinal)); // the test evaluates, not the scheduler
        _host.Answers.Values(("cart", 0.9));
        await _host.EvaluateAsync("errors");
        var first = Assert.Single(_host.Told.Alerts);
        Assert.Equal(_host.Now + 4 * TimeSpan.FromDays(1), first.ValidUntil);
        Assert.Null(first.EndsAt);

        await EvaluateAfterAsync(TimeSpan.FromSeconds(59));
        Assert.Single(_host.Told.Alerts);
        await EvaluateAfterAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(2, _host.Told.Alerts.Count);

        _host.Answers.Values(("cart", 0.1));
        await EvaluateAfterAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(3, _host.Told.Alerts.Count);
        Assert.Equal(_host.Now, _host.Told.Alerts.Last().EndsAt);
        for (var minute = 1; minute <= 20; minute++)
        {
            await EvaluateAfterAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(3 + 15, _host.Told.Alerts.Count);
    }

    [Fact]
    public async Task A_rule_that_is_switched_off_is_not_evaluated_and_its_alerts_end()
    {
        await _host.AddAsync(Rule);
        _host.Answers.Values(("cart", 0.9));
        await EvaluatedAsync();
        await Eventually.HoldsAsync(() => _host.Told.Fired.Count == 1, "it fires");

        using var off = new StringContent(
            Rule.Replace("\"interval\"", "\"enabled\":false,\"interval\"", StringComparison.Ordinal),
            System.Text.Encoding.UTF8,
            "application/json"
        );
        await _host.Http.PutAsync(new Uri("/api/v1/alerts/rules/errors", UriKind.Relative), off);
        _host.Time.Advance(TimeSpan.FromSeconds(1));

        await Eventually.HoldsAsync(() => _host.Told.Resolved.Count == 1, "it is resolved");
        Assert.Empty((await _host.GetAsync("/api/v1/alerts"))["alerts"]!.AsArray());
    }

    public async ValueTask InitializeAsync() => _host = await AlertingHost.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    private async Task EvaluateAfterAsync(TimeSpan span)
    {
        _host.Time.Advance(span);
        await _host.EvaluateAsync("errors");
    }

    private Task EvaluatedAsync() =>
        Eventually.HoldsAsync(
            () =>
            {
                _host.Time.Advance(TimeSpan.FromSeconds(1));
                return _host.Service<RuleStatusBoard>().Of(new RuleKey(TenantId.Default, "errors")) is not null;
            },
            "the rule is evaluated"
        );

    private RuleStatus Status() => _host.Service<RuleStatusBoard>().Of(new RuleKey(TenantId.Default, "errors"))!;
}
