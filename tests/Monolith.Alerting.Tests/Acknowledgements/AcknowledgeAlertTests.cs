using System.Net;
using System.Text.Json.Nodes;
using Monolith.Alerting.Acknowledgements;
using Monolith.Alerting.Evaluation;
using Monolith.Alerting.Rules;
using Monolith.Alerting.Tests.Notifications.Support;
using Monolith.Audit.Contracts;
using Monolith.Explore.Contracts;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Tests.Acknowledgements;

public sealed class AcknowledgeAlertTests : IAsyncLifetime
{
    private const string Rule = """
        {"id":"errors","name":"Errors","kind":"errorRate","groupBy":["service","user_id"],"threshold":0.5,"interval":"1d",
         "for":"FOR","keepFiringFor":"0s"}
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly VirtualTime _time = new();
    private readonly Told _told = new();
    private AlertingHost _host = null!;

    [Fact]
    public async Task An_acknowledged_alert_says_who_looks_after_it_since_when_and_why()
    {
        var alert = await FireAsync("cart");

        var answer = await AcknowledgeAsync(alert, """{"comment":"On it.","for":"30m"}""");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(alert, $"{answer.Json!["fingerprint"]}");
        var shown = Assert.Single(await AlertsAsync())!["acknowledged"]!;
        Assert.Equal(["by", "at", "comment", "until"], shown.AsObject().Select(field => field.Key));
        Assert.Equal(
            ["tester", "2026-03-04T05:06:07+00:00", "On it.", "2026-03-04T05:36:07+00:00"],
            shown.AsObject().Select(field => $"{field.Value}")
        );
        Assert.True(JsonNode.DeepEquals(shown, answer.Json["acknowledged"]), answer.Text);
    }

    [Fact]
    public async Task The_trail_says_who_acknowledged_what_and_what_was_there_before()
    {
        var alert = await FireAsync("cart");

        await AcknowledgeAsync(alert, """{"comment":"On it."}""");
        _time.Advance(TimeSpan.FromMinutes(1));
        await AcknowledgeAsync(alert, """{"comment":"It is the disk."}""", caller: "bert");
        await WithdrawAsync(alert);

        var acknowledged = await HeardAsync("acknowledged", 2);
        var (first, second) = (acknowledged[0], acknowledged[1]);
        var withdrawn = Assert.Single(await HeardAsync("unacknowledged", 1));
        Assert.Equal(new Actor(ActorKind.Caller, "tester"), first.Actor);
        Assert.Equal(new AuditTarget("alert", alert), first.Target);
        Assert.Equal("On it.", first.Reason);
        Assert.Equal(ManualTime.Start, first.Time);
        Assert.Equal("errors", first.Details["rule"]);
        Assert.Equal("{}", first.Details["from"]);
        Assert.Equal("""{"by":"tester","at":"2026-03-04T05:06:07+00:00","comment":"On it."}""", first.Details["to"]);
        Assert.Equal("bert", second.Actor.Name);
        Assert.Equal(first.Details["to"], second.Details["from"]);
        Assert.Equal(second.Details["to"], withdrawn.Details["from"]);
        Assert.Equal("{}", withdrawn.Details["to"]);
    }

    [Fact]
    public async Task Of_two_acknowledgements_the_newer_counts_and_the_same_once_more_changes_nothing()
    {
        var alert = await FireAsync("cart");
        await AcknowledgeAsync(alert, """{"comment":"On it."}""");
        _time.Advance(TimeSpan.FromMinutes(1));

        var again = await AcknowledgeAsync(alert, """{"comment":"On it."}""");
        var newer = await AcknowledgeAsync(alert, """{"comment":"It is the disk.","for":"1h"}""", caller: "bert");

        Assert.Equal("2026-03-04T05:06:07+00:00", $"{again.Json!["acknowledged"]!["at"]}");
        Assert.Equal("bert", $"{newer.Json!["acknowledged"]!["by"]}");
        Assert.Equal("It is the disk.", $"{Assert.Single(await AlertsAsync())!["acknowledged"]!["comment"]}");
        Assert.Equal(2, (await HeardAsync("acknowledged", 2)).Count);
    }

    [Fact]
    public async Task What_is_taken_back_is_gone_and_may_be_taken_back_again()
    {
        var alert = await FireAsync("cart");
        await AcknowledgeAsync(alert);

        var first = await WithdrawAsync(alert);
        var second = await WithdrawAsync(alert);

        Assert.Equal(HttpStatusCode.NoContent, first.Status);
        Assert.Equal(HttpStatusCode.NoContent, second.Status);
        Assert.Null(Assert.Single(await AlertsAsync())!["acknowledged"]);
        Assert.Single(await HeardAsync("unacknowledged", 1));
    }

    [Fact]
    public async Task An_acknowledgement_ends_with_its_time()
    {
        var alert = await FireAsync("cart");
        await AcknowledgeAsync(alert, """{"for":"30m"}""");

        _time.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromTicks(1));
        Assert.Single(await AlertsAsync("?acknowledged=true"));
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Empty(await AlertsAsync("?acknowledged=true"));
        Assert.Single(await AlertsAsync("?acknowledged=false"));
    }

    [Fact]
    public async Task A_new_firing_begins_without_an_acknowledgement()
    {
        var alert = await FireAsync("cart");
        await AcknowledgeAsync(alert);

        await EvaluateLaterAsync();
        Assert.Null(Assert.Single(await AlertsAsync("?state=inactive"))!["acknowledged"]);
        await EvaluateLaterAsync("cart");

        var anew = Assert.Single(await AlertsAsync())!;
        Assert.Equal(alert, $"{anew["fingerprint"]}");
        Assert.Null(anew["acknowledged"]);
        Assert.Empty(await _host.Service<AcknowledgementStore>().ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task An_acknowledgement_that_comes_in_the_moment_of_the_end_is_none_of_the_next_firing()
    {
        var alert = await FireAsync("cart");
        await AcknowledgeAsync(alert);
        var store = _host.Service<AcknowledgementStore>();
        var late = Assert.Single(await store.ListAsync(CancellationToken.None));
        var instance = Assert.Single(_host.Service<AlertBook>().Of(new RuleKey(TenantId.Default, "errors"))).Value;
        await EvaluateLaterAsync();

        await store.SaveAsync(late, instance, Actor.System("test"), CancellationToken.None);
        Assert.Empty(await AlertsAsync("?state=inactive&acknowledged=true"));
        await EvaluateLaterAsync("cart");

        Assert.Empty(await AlertsAsync("?acknowledged=true"));
        Assert.Empty(await store.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task An_acknowledgement_stays_while_the_alert_fires_on_and_over_a_restart()
    {
        var alert = await FireAsync("cart");
        await AcknowledgeAsync(alert);
        await EvaluateLaterAsync("cart", "order");
        await _host.DisposeAsync();

        _host = await AlertingHost.StartAsync(_folder, _time, _told);
        _host.Answers.Answer = asked => Measured(asked, "cart", "order");
        await _host.EvaluateAsync("errors");

        Assert.Equal(alert, $"{Assert.Single(await AlertsAsync("?acknowledged=true"))!["fingerprint"]}");
        Assert.Single(await AlertsAsync("?acknowledged=false"));
    }

    [Fact]
    public async Task An_alert_that_does_not_fire_cannot_be_acknowledged()
    {
        var pending = await BeginAsync("5m", "cart");

        var tooEarly = await AcknowledgeAsync(pending);
        var nobodys = await AcknowledgeAsync("0123456789abcdef");
        await EvaluateLaterAsync("cart");
        var inTime = await AcknowledgeAsync(pending);
        await EvaluateLaterAsync();
        var tooLate = await AcknowledgeAsync(pending);

        Assert.Equal((HttpStatusCode.Conflict, "alert-not-firing"), (tooEarly.Status, tooEarly.Problem));
        Assert.Equal((HttpStatusCode.NotFound, "no-such-alert"), (nobodys.Status, nobodys.Problem));
        Assert.Equal(HttpStatusCode.OK, inTime.Status);
        Assert.Equal((HttpStatusCode.Conflict, "alert-not-firing"), (tooLate.Status, tooLate.Problem));
    }

    [Theory]
    [InlineData("""{"for":"59s"}""", "for")]
    [InlineData("""{"for":"31d"}""", "for")]
    [InlineData("""{"for":"soon"}""", null)]
    [InlineData("""{"by":"somebody.else"}""", null)]
    [InlineData("[]", null)]
    [InlineData("LONG", "comment")]
    public async Task What_cannot_be_meant_is_refused(string body, string? field)
    {
        var alert = await FireAsync("cart");
        body = body.Replace("LONG", $$"""{"comment":"{{new string('x', 501)}}"}""", StringComparison.Ordinal);

        var answer = await AcknowledgeAsync(alert, body);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), (answer.Status, answer.Problem));
        Assert.True(field is null || answer.WrongFields.Contains(field), answer.Text);
        Assert.Empty(await AlertsAsync("?acknowledged=true"));
    }

    [Fact]
    public async Task Another_tenant_neither_acknowledges_an_alert_nor_takes_that_back()
    {
        var alert = await FireAsync("cart");
        await AcknowledgeAsync(alert);

        var acknowledged = await AcknowledgeAsync(alert, tenant: "attacker");
        var withdrawn = await WithdrawAsync(alert, tenant: "attacker");

        Assert.All([acknowledged, withdrawn], answer => Assert.Equal("no-such-alert", answer.Problem));
        Assert.Equal("tester", $"{Assert.Single(await AlertsAsync())!["acknowledged"]!["by"]}");
    }

    [Fact]
    public async Task Who_only_sees_alerts_does_not_acknowledge_them()
    {
        var alert = await FireAsync("cart");

        var acknowledged = await AcknowledgeAsync(alert, permissions: Permissions.ReadAlerts);
        var withdrawn = await WithdrawAsync(alert, permissions: Permissions.ReadAlerts);

        Assert.All([acknowledged, withdrawn], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.Status));
        Assert.Null(Assert.Single(await AlertsAsync())!["acknowledged"]);
    }

    [Fact]
    public async Task An_alert_that_is_not_seen_is_not_there_to_be_acknowledged()
    {
        var alert = await FireAsync("cart");
        var others = DataScope.Everything with { Rows = [new RowRule { Services = ["order"] }] };

        var acknowledged = await AcknowledgeAsync(alert, scope: others);
        var withdrawn = await WithdrawAsync(alert, scope: others);

        Assert.All([acknowledged, withdrawn], answer => Assert.Equal(HttpStatusCode.NotFound, answer.Status));
        Assert.All([acknowledged, withdrawn], answer => Assert.Equal("no-such-alert", answer.Problem));
        Assert.Empty(await AlertsAsync("?acknowledged=true"));
    }

    [Fact]
    public async Task Who_does_not_see_a_field_acknowledges_by_what_is_seen_and_guesses_nothing()
    {
        var alert = await FireAsync("cart");
        var hiding = DataScope.Everything with { HiddenFields = ["user_id"] };
        var seen = $"{Assert.Single(await AlertsAsync(scope: hiding))!["fingerprint"]}";

        var guessed = await AcknowledgeAsync(alert, scope: hiding);
        var acknowledged = await AcknowledgeAsync(seen, """{"comment":"On it."}""", scope: hiding);

        Assert.NotEqual(alert, seen);
        Assert.Equal("no-such-alert", guessed.Problem);
        Assert.Equal(HttpStatusCode.OK, acknowledged.Status);
        Assert.Equal(alert, $"{Assert.Single(await AlertsAsync("?acknowledged=true"))!["fingerprint"]}");
    }

    [Fact]
    public async Task A_comment_shows_nothing_of_what_its_reader_does_not_see()
    {
        var alert = await FireAsync("cart");
        await AcknowledgeAsync(alert, """{"comment":"user-of-cart has an old app."}""");
        var hiding = DataScope.Everything with { HiddenFields = ["user_id"] };

        var seen = Assert.Single(await AlertsAsync(scope: hiding))!;

        Assert.Equal("[hidden] has an old app.", $"{seen["acknowledged"]!["comment"]}");
    }

    [Fact]
    public async Task From_the_rule_to_the_receiver_nobody_is_reminded_and_everybody_hears_of_the_end()
    {
        await using var webhooks = await WebhookServer.StartAsync();
        var settings = JsonNode.Parse(
            $$"""
            {"route":{"receiver":"team","groupBy":["alertname"],"groupWait":"0s","groupInterval":"5m","repeatInterval":"10m"},
             "receivers":[{"name":"team","webhookConfigs":[{"url":"{{webhooks.Url}}"}]}]}
            """
        );
        var put = await _host.Module.SendAsync(HttpMethod.Put, "/api/v1/alerts/notifications/config", settings);
        Assert.Equal(HttpStatusCode.NoContent, put.Status);
        var cart = await FireAsync("cart", "order");
        await ToldAsync(1);
        await AcknowledgeAsync(cart);

        // Somebody looks after one of them: the other is told again without it.
        await ToldAsync(2);
        Assert.Equal(["firing order"], Alerts(1));

        await EvaluateLaterAsync("order");
        await ToldAsync(3);
        Assert.Equal(["firing order", "resolved cart"], Alerts(2));

        await EvaluateLaterAsync("cart", "order");
        await ToldAsync(4);
        Assert.Equal(["firing cart", "firing order"], Alerts(3));
        Assert.Empty(await AlertsAsync("?acknowledged=true"));

        IEnumerable<string> Alerts(int webhook) =>
            webhooks.Received[webhook].Alerts.Select(a => $"{a["status"]} {a["labels"]!["service"]}").Order();

        // Time that goes on while the receiver is told could be over for it.
        Task ToldAsync(int count) =>
            Eventually.HoldsAsync(
                async () =>
                {
                    var log = (await _host.GetAsync("/api/v1/alerts/notifications"))["notifications"]!.AsArray();
                    var isDone = log.All(told => $"{told!["status"]}" == "delivered");
                    if (isDone && log.Count < count)
                    {
                        _time.Advance(TimeSpan.FromSeconds(20));
                    }

                    return isDone && log.Count >= count;
                },
                $"{count} webhooks came"
            );
    }

    public async ValueTask InitializeAsync() =>
        _host = await AlertingHost.StartAsync(
            _folder,
            _time,
            _told,
            new Dictionary<string, string?>
            {
                ["Modules:Alerting:AllowedNetworks:0"] = "127.0.0.0/8",
                ["Modules:Alerting:ReceiverTimeout"] = "00:01:00",
            }
        );

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Has an alert fire for each service.</summary>
    /// <returns>What the first is called.</returns>
    private Task<string> FireAsync(params string[] services) => BeginAsync("0s", services);

    private async Task<string> BeginAsync(string wait, params string[] services)
    {
        await _host.AddAsync(Rule.Replace("FOR", wait, StringComparison.Ordinal));
        _host.Answers.Answer = asked => Measured(asked, services);
        await _host.EvaluateAsync("errors");
        return $"{(await AlertsAsync($"?filter=service=\"{services[0]}\""))[0]!["fingerprint"]}";
    }

    /// <summary>Evaluates after a while, in which these services have become the ones that fail.</summary>
    private async Task EvaluateLaterAsync(params string[] services)
    {
        _time.Advance(TimeSpan.FromMinutes(6));
        _host.Answers.Answer = asked => Measured(asked, services);
        await _host.EvaluateAsync("errors");
    }

    private static IReadOnlyList<Measurement> Measured(MeasureLogs asked, params string[] services) =>
        [
            .. services.Select(service => new Measurement(
                asked.At,
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["service"] = service,
                    ["user_id"] = $"user-of-{service}",
                },
                0.9,
                100
            )),
        ];

    private async Task<IReadOnlyList<AuditEntry>> HeardAsync(string what, int count)
    {
        IReadOnlyList<AuditEntry> Entries() =>
            [
                .. _told
                    .Audited.Where(e => e.Action == $"alerting.alert.{what}")
                    .DistinctBy(e => e.Id)
                    .OrderBy(e => e.Time),
            ];
        await Eventually.HoldsAsync(() => Entries().Count >= count, $"the trail has {count} times {what}");
        return Entries();
    }

    private async Task<JsonArray> AlertsAsync(string query = "", DataScope? scope = null) =>
        (await _host.Module.SendAsync(HttpMethod.Get, $"/api/v1/alerts{query}", scope: scope)).Json![
            "alerts"
        ]!.AsArray();

    private Task<ApiAnswer> AcknowledgeAsync(
        string fingerprint,
        string body = "{}",
        string? caller = null,
        string? tenant = null,
        string? permissions = null,
        DataScope? scope = null
    ) =>
        _host.Module.SendAsync(
            HttpMethod.Post,
            PathOf(fingerprint),
            JsonNode.Parse(body),
            tenant,
            permissions,
            caller: caller,
            scope: scope
        );

    private Task<ApiAnswer> WithdrawAsync(
        string fingerprint,
        string? tenant = null,
        string? permissions = null,
        DataScope? scope = null
    ) =>
        _host.Module.SendAsync(
            HttpMethod.Delete,
            PathOf(fingerprint),
            tenant: tenant,
            permissions: permissions,
            scope: scope
        );

    private static string PathOf(string fingerprint) => $"/api/v1/alerts/{fingerprint}/acknowledge";
}
