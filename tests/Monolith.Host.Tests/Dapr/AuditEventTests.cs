using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Monolith.Host.Tests.Dapr;

/// <summary>What other systems publish for the audit trail.</summary>
public sealed class AuditEventTests
{
    [Fact]
    public async Task What_another_system_publishes_stands_in_the_trail_once_however_often_it_comes()
    {
        await using var monolith = await DaprHost.StartWithKeyAsync();
        monolith.Sidecar.Faults.DuplicateDeliveries("audit-events", 2);

        await monolith.PublishAsync("audit-events", Event("1"));
        await monolith.PublishAsync("audit-events", new[] { Event("2"), Event("3") });

        await EntriesAsync(monolith, 3);
        await Eventually.HoldsAsync(() => monolith.Broker.Backlog("audit-events") == 0, "nothing waits");
        var entries = await EntriesAsync(monolith, 3);
        Assert.Equal(["domain.1", "domain.2", "domain.3"], entries.Select(e => (string)e["id"]!).Order());
        Assert.All(
            entries,
            e => Assert.StartsWith("dapr:", (string?)e["details"]!["sent_by"], StringComparison.Ordinal)
        );
        Assert.DoesNotContain("student-17", entries[0].ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_event_lies_on_the_dead_letter_topic()
    {
        await using var monolith = await DaprHost.StartWithKeyAsync();
        var withoutSubject = Event("4");
        withoutSubject.Remove("subject");
        var ofOurs = Event("5");
        ofOurs["action"] = "audit.retention.removed";

        await monolith.PublishAsync("audit-events", withoutSubject);
        await monolith.PublishAsync("audit-events", ofOurs);
        await monolith.PublishAsync("audit-events", new { message = "order placed" });
        await monolith.PublishAsync("audit-events", Event("6"));

        await Eventually.HoldsAsync(
            () => monolith.Broker.Published("audit-events-dead").Count == 3,
            "the dead letters are there"
        );
        Assert.Equal("domain.6", (string?)Assert.Single(await EntriesAsync(monolith, 1))["id"]);
    }

    [Fact]
    public async Task A_topic_of_a_tenant_is_theirs_whatever_a_message_says()
    {
        await using var monolith = await DaprHost.StartWithKeyAsync(
            "--Modules:Audit:PubSub:Topics=audit-{tenant}",
            "--Modules:Audit:PubSub:Tenants:0=acme"
        );
        var message = $$"""{"data":{{Event("7").ToJsonString()}},"tenant":"default","source":"grades"}""";
        using var body = new StringContent(message, Encoding.UTF8);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents+json");

        using var answer = await monolith.Http.PostAsync("/dapr/audit/audit-acme", body);
        using var other = await monolith.Http.PostAsync("/dapr/audit", new StringContent(message));

        Assert.Equal("""{"status":"SUCCESS"}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        Assert.Empty(await EntriesAsync(monolith, 0));
        var asked = JsonNode.Parse(await monolith.Http.GetStringAsync("/dapr/subscribe"))!.AsArray();
        var topics = asked.Select(s => (string?)s!["topic"]).ToList();
        Assert.Contains("audit-acme", topics);
        Assert.DoesNotContain("audit-events", topics);
    }

    private static JsonObject Event(string id) =>
        JsonNode
            .Parse(
                $$$"""
                {"id":"{{{id}}}","time":"2026-03-04T05:06:07Z","action":"account.disabled",
                "actor":{"type":"person","id":"t.weber"},"target":{"type":"account","id":"4711"},
                "subject":"student-17","source":{"service":"accounts"}}
                """
            )!
            .AsObject();

    /// <summary>What others have told the trail, once there is so much.</summary>
    private static async Task<IReadOnlyList<JsonNode>> EntriesAsync(DaprHost monolith, int count)
    {
        IReadOnlyList<JsonNode> entries = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await monolith.Http.GetAsync("/api/v1/audit/entries?action=domain.");
                if (!answer.IsSuccessStatusCode)
                {
                    return false; // the table is not there yet
                }

                var page = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
                entries = [.. page["entries"]!.AsArray().Select(e => e!["entry"]!)];
                return entries.Count >= count;
            },
            $"{count} entries are there"
        );
        return entries;
    }
}
