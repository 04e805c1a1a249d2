using Monolith.Alerting.Contracts;
using Monolith.Alerting.Evaluation;
using Monolith.Alerting.Rules;
using Monolith.Alerting.Scheduling;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Tests.Scheduling;

/// <summary>The process dies and comes back, between any two steps.</summary>
public sealed class RestartTests : IDisposable
{
    private const string Rule = """
        {"id":"errors","name":"Errors","measure":{"kind":"requestErrorShare"},"groupBy":["service"],"threshold":0.5,
         "for":"FOR","annotations":{"summary":"{{ $labels.service }}: {{ $value | humanizePercentage }}"}}
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly VirtualTime _time = new();
    private readonly Told _told = new();

    [Fact]
    public async Task An_alert_that_fires_is_told_once_however_often_the_process_restarts()
    {
        await using (var first = await StartAsync("0s"))
        {
            first.Answers.Values(("cart", 0.9));
            await FiresAsync(first);
        }

        for (var i = 0; i < 3; i++)
        {
            await using var next = await AlertingHost.StartAsync(_folder, _time, _told);
            next.Answers.Values(("cart", 0.8));
            await EvaluateAgainAsync(next);
        }

        await using var last = await AlertingHost.StartAsync(_folder, _time, _told);
        last.Answers.Values(("cart", 0.1));
        await EvaluateAgainAsync(last);
        await Eventually.HoldsAsync(() => _told.Resolved.Count == 1, "it is resolved");
        var fired = Assert.Single(_told.Fired);
        Assert.Equal("cart: 90%", fired.Annotations["summary"]);
        Assert.Equal(fired.Fingerprint, Assert.Single(_told.Resolved).Fingerprint);
    }

    [Fact]
    public async Task A_wait_that_was_interrupted_goes_on_where_it_was()
    {
        DateTimeOffset began;
        await using (var first = await StartAsync("5m"))
        {
            first.Answers.Values(("cart", 0.9));
            began = first.Now;
            await EvaluateAgainAsync(first);
            _time.Advance(TimeSpan.FromMinutes(3));
            await EvaluateAgainAsync(first);
        }

        _time.Advance(TimeSpan.FromMinutes(20));
        await using var second = await AlertingHost.StartAsync(_folder, _time, _told);
        second.Answers.Values(("cart", 0.9));
        await EvaluateAgainAsync(second);
        Assert.Empty(_told.Fired);

        _time.Advance(TimeSpan.FromMinutes(3));
        await EvaluateAgainAsync(second);
        await Eventually.HoldsAsync(() => _told.Fired.Count == 1, "it fires");
        Assert.InRange(Assert.Single(_told.Fired).StartsAt - began, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(24));
    }

    [Fact]
    public async Task A_death_between_the_answer_and_the_commit_leaves_nothing_behind()
    {
        await using (var dying = await StartAsync("0s"))
        {
            var known = await dying
                .Service<RuleCatalog>()
                .GetAsync(new RuleKey(TenantId.Default, "errors"), CancellationToken.None);
            using var death = new CancellationTokenSource();
            dying.Answers.Answer = asked =>
            {
                death.Cancel();
                dying.Answers.Values(("cart", 0.9));
                return dying.Answers.Answer(asked);
            };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DieAsync(dying, known, death.Token));
            dying.Answers.Answer = _ => [];
        }

        await using var next = await AlertingHost.StartAsync(_folder, _time, _told);
        next.Answers.Values(("cart", 0.9));
        await FiresAsync(next);
        Assert.Single(_told.Fired);
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_not_repeated()
    {
        await using var host = await StartAsync("0s");
        var key = new RuleKey(TenantId.Default, "errors");
        var known = await host.Service<RuleCatalog>().GetAsync(key, CancellationToken.None);
        var none = new Dictionary<string, AlertInstance>(StringComparer.Ordinal);
        host.Answers.Values(("cart", 0.9));
        var measured = host.Answers.Answer(known.Plan.Ask(Reader.Whole(TenantId.Default), host.Now));
        var after = AlertMachine.Evaluate(known.Plan, none, Interpretation.Read(known.Plan, measured), host.Now);

        // The store has it, the memory of this process does not.
        await host.Service<AlertStore>().CommitAsync(key, none, after.Alerts, host.Now, CancellationToken.None);
        await host.EvaluateAsync("errors"); // finds that it is not as it thought
        await host.EvaluateAsync("errors");

        await Eventually.HoldsAsync(() => !_told.Fired.IsEmpty, "it fires");
        Assert.Equal(AlertState.Firing, Assert.Single(host.Service<AlertBook>().Of(key).Values).State);
        Assert.Single(_told.Fired);
    }

    [Fact]
    public async Task A_rule_that_was_removed_resolves_its_alerts()
    {
        await using var host = await StartAsync("0s");
        host.Answers.Values(("cart", 0.9));
        await FiresAsync(host);

        await host.Http.DeleteAsync(new Uri("/api/v1/alerts/rules/errors", UriKind.Relative));
        _time.Advance(TimeSpan.FromSeconds(1));

        await Eventually.HoldsAsync(() => _told.Resolved.Count == 1, "it is resolved");
        Assert.Contains(_told.Alerts, alert => alert.EndsAt is not null);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<AlertingHost> StartAsync(string wait)
    {
        var host = await AlertingHost.StartAsync(_folder, _time, _told);
        await host.AddAsync(Rule.Replace("FOR", wait, StringComparison.Ordinal));
        return host;
    }

    private static async Task DieAsync(AlertingHost host, KnownRule rule, CancellationToken death)
    {
        await host.Service<RuleEvaluator>().EvaluateAsync(rule, host.Now, death);
        death.ThrowIfCancellationRequested();
    }

    private async Task FiresAsync(AlertingHost host)
    {
        await EvaluateAgainAsync(host);
        await Eventually.HoldsAsync(() => !_told.Fired.IsEmpty, "it fires");
    }

    /// <summary>Lets the scheduler do its work for the time that has come.</summary>
    private async Task EvaluateAgainAsync(AlertingHost host)
    {
        var since = host.Now;
        await Eventually.HoldsAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(5));
                return host.Service<RuleStatusBoard>().Of(new RuleKey(TenantId.Default, "errors"))?.LastEvaluation
                    > since;
            },
            "the rule is evaluated"
        );
    }
}
