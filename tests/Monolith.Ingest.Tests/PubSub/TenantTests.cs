using Microsoft.Extensions.Options;
using static Monolith.Ingest.Tests.PubSub.PubSubHost;

namespace Monolith.Ingest.Tests.PubSub;

/// <summary>Whose messages are whose, seen from the side of a publisher that would like to be somebody else.</summary>
public sealed class TenantTests
{
    private static readonly string[] ByTopic =
    [
        "LogTopics=logs,logs-{tenant}",
        "Tenants:0:Tenant=acme",
        "Tenants:1:Tenant=globex",
        "Tenants:2:Tenant=shared",
        "Tenants:2:Topic=logs",
    ];

    private static readonly string[] ByKey =
    [
        "LogTopics=logs,keyed",
        "Tenants:0:Tenant=acme",
        "Tenants:0:Topic=logs",
        "Tenants:1:Tenant=globex",
        "Tenants:1:Topic=keyed",
        "Tenants:1:Key=globex-key",
    ];

    private static readonly string[] ByApp =
    [
        "Tenants:0:Tenant=acme",
        "Tenants:0:Topic=logs",
        "Tenants:0:App=checkout",
        "Tenants:1:Tenant=globex",
        "Tenants:1:Topic=logs",
        "Tenants:1:App=till",
    ];

    [Fact]
    public async Task The_route_of_a_topic_decides_and_nothing_in_the_message()
    {
        await using var host = await StartAsync(ByTopic);
        var forged = Event(
            "1",
            """{"message":"x","tenant":"globex","tenant_id":"globex"}""",
            source: "globex",
            more: ",\"tenant\":\"globex\",\"topic\":\"logs-globex\""
        );

        await host.DeliverAsync(forged, "/dapr/logs/logs-acme", ("__key", "globex"), ("__topic", "logs-globex"));

        var record = Assert.Single(host.Stored.Records);
        Assert.Equal(("acme", "globex"), (record.Tenant, record["tenant_id"]));
    }

    [Fact]
    public async Task A_key_counts_only_on_the_topic_that_its_rule_names()
    {
        await using var host = await StartAsync(ByKey);

        await host.DeliverBulkAsync(Envelope(Entry("0", Event("1", "{}"), metadata: """{"__key":"globex-key"}""")));
        await host.DeliverAsync(Event("2", "{}"), "/dapr/logs/keyed", ("__key", "globex-key"));

        Assert.Equal(["acme", "globex"], host.Stored.Records.Select(r => r.Tenant));
    }

    [Fact]
    public async Task Who_has_used_up_its_quota_is_sent_again_and_the_others_in_the_envelope_go_through()
    {
        await using var host = await StartAsync([
            .. ByApp,
            "Modules:Ingest:Quotas:Tenants:acme:RecordsPerSecond=1",
            "Modules:Ingest:Quotas:Burst=00:00:01",
        ]);
        using var refusals = new Counted(host.Meters, "monolith.ingest.refused");
        Assert.Equal("SUCCESS", await host.DeliverAsync(Event("1", "[{},{},{}]")));

        var statuses = await host.DeliverBulkAsync(
            Envelope(
                Entry("0", Event("2", """{"message":"a"}""")),
                Entry("1", Event("3", """{"message":"b"}""", source: "till")),
                Entry("2", Event("4", """{"message":"c"}"""))
            )
        );

        Assert.Equal(["0 RETRY", "1 SUCCESS", "2 RETRY"], statuses);
        Assert.Equal(["acme", "acme", "acme", "globex"], host.Stored.Records.Select(r => r.Tenant));
        Assert.Equal(["quota_of_tenant dapr"], refusals.Tags);
    }

    [Fact]
    public async Task Entries_of_several_tenants_in_one_envelope_go_to_their_owners()
    {
        await using var host = await StartAsync(ByApp);

        var statuses = await host.DeliverBulkAsync(
            Envelope(
                Entry("0", Event("1", """{"message":"a"}""")),
                Entry("1", Event("2", """{"message":"b"}""", source: "till")),
                Entry("2", Event("3", """{"message":"c"}""", source: "stranger")),
                Entry("3", Event("4", """{"message":"d"}"""))
            )
        );

        Assert.Equal(["0 SUCCESS", "1 SUCCESS", "2 DROP", "3 SUCCESS"], statuses);
        Assert.Equal(
            [("acme", "a"), ("acme", "d"), ("globex", "b")],
            host.Stored.Records.Select(r => (r.Tenant, r.Body)).Order()
        );
    }

    [Fact]
    public async Task The_same_event_id_on_two_tenants_topics_is_two_events()
    {
        await using var host = await StartAsync(ByTopic);

        await host.DeliverAsync(Event("1", "{}"), "/dapr/logs/logs-acme");
        await host.DeliverAsync(Event("1", "{}"), "/dapr/logs/logs-globex");

        Assert.Equal(["acme", "globex"], host.Stored.Records.Select(r => r.Tenant));
    }

    [Fact]
    public async Task Dead_letters_go_to_quarantine_and_those_of_nobody_to_the_installation()
    {
        await using var host = await StartAsync([.. ByApp, "KeepDeadLetters=true"]);
        var letters = EnvelopeOf(
            "logs-dead",
            Entry("0", Event("1", "{}", source: "till")),
            Entry("1", Event("2", "{}", source: "stranger"))
        );

        Assert.Equal(["0 SUCCESS", "1 SUCCESS"], await host.DeliverBulkAsync(letters, "/dapr/dead/logs"));

        Assert.Equal(
            [("globex", "dead_letter"), ("own", "dead_letter")],
            host.Stored.Quarantine.Select(q => (q.Tenant, q.Reason)).Order()
        );
    }

    [Theory]
    [InlineData("LogTopics=logs-{tenant}")]
    [InlineData("Tenants:0:Tenant=a b", "Tenants:0:Topic=logs")]
    [InlineData("Tenants:0:Tenant=a")]
    [InlineData("Tenants:0:Tenant=a", "Tenants:0:Topic=elsewhere")]
    [InlineData("Tenants:0:Tenant=a", "Tenants:0:Topic=logs", "Tenants:0:App=x", "Tenants:0:Key=y")]
    [InlineData("Tenants:0:Tenant=a", "Tenants:0:Topic=logs", "Tenants:1:Tenant=b", "Tenants:1:Topic=logs")]
    [InlineData(
        "Tenants:0:Tenant=a",
        "Tenants:0:Topic=logs",
        "Tenants:0:App=x",
        "Tenants:1:Tenant=b",
        "Tenants:1:Topic=logs",
        "Tenants:1:Key=y"
    )]
    [InlineData("LogTopics=no good")]
    [InlineData("BulkMaxMessages=0")]
    public async Task Rules_that_leave_room_for_doubt_keep_the_host_from_starting(params string[] settings) =>
        await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(settings));
}
