using System.Text;
using static Monolith.Ingest.Tests.PubSub.PubSubHost;

namespace Monolith.Ingest.Tests.PubSub;

public sealed class BulkDeliveryTests
{
    [Fact]
    public async Task An_envelope_as_the_contract_shows_it_is_read()
    {
        await using var host = await StartAsync();
        var body = """
            {
              "id": "0b9d", "type": "com.dapr.event.sent.bulk", "topic": "logs", "pubsubname": "pubsub",
              "metadata": { "pubsubName": "pubsub" },
              "entries": [
                {
                  "entryId": "d2b4", "contentType": "application/cloudevents+json", "metadata": { "__key": "tenant-1" },
                  "event": { "id": "e1", "specversion": "1.0", "type": "com.dapr.event.sent", "source": "till", "data": { "message": "hi" } }
                }
              ]
            }
            """;

        Assert.Equal(["d2b4 SUCCESS"], await host.DeliverBulkAsync(body));
        Assert.Equal(("hi", "till"), (host.Stored.Records.Single().Body, host.Stored.Records.Single().Service));
    }

    [Fact]
    public async Task B4_Every_entry_has_its_status_also_a_repeated_and_an_unreadable_one()
    {
        await using var host = await StartAsync();

        var statuses = await host.DeliverBulkAsync(
            Envelope(
                Entry("a", Event("1", """{"message":"one"}""")),
                Entry("b", Event("1", """{"message":"one again"}""")),
                Entry("c", "17"),
                Entry("d", Event("2", """{"message": oops}""")),
                Entry("e \\\"quoted\\\" \\u00e4", Event("3", """{"message":"three"}""")),
                Entry("f", "\"not base64\""),
                Entry("g", "null"),
                Entry("h", Event("4", """[{"message":"four"},{"message":"five"},6]"""))
            )
        );

        Assert.Equal(
            [
                "a SUCCESS",
                "b SUCCESS",
                "c SUCCESS",
                "d SUCCESS",
                "e \"quoted\" ä SUCCESS",
                "f SUCCESS",
                "g SUCCESS",
                "h SUCCESS",
            ],
            statuses
        );
        Assert.Equal(["one", "three", "four", "five"], host.Stored.Records.Select(r => r.Body));
        Assert.Equal(
            ["invalid_json", "invalid_json", "invalid_json", "invalid_json", "not_an_object"],
            host.Stored.Quarantine.Select(q => q.Reason)
        );
    }

    [Fact]
    public async Task B4_When_storage_is_full_every_entry_is_to_be_sent_again()
    {
        await using var host = await StartAsync();
        var envelope = Envelope(
            Entry("0", Event("1", "{}")),
            Entry("1", Event("2", "{}")),
            Entry("2", Event("1", "{}"))
        );
        host.Stored.IsFull = true;
        Assert.Equal(["0 RETRY", "1 RETRY", "2 RETRY"], await host.DeliverBulkAsync(envelope));

        host.Stored.IsFull = false;
        Assert.Equal(["0 SUCCESS", "1 SUCCESS", "2 SUCCESS"], await host.DeliverBulkAsync(envelope));

        Assert.Equal(2, host.Stored.Records.Count);
    }

    [Fact]
    public async Task B7_Large_integers_as_strings_are_immune_to_what_bulk_does_to_numbers()
    {
        await using var host = await StartAsync();

        // The bare number has been through floating point, as sidecars write it.
        await host.DeliverBulkAsync(
            Envelope(
                Entry(
                    "0",
                    Event("1", """{"time":"1772600767123456789","n":"9007199254740993","bare":1772600767123456800}""")
                )
            )
        );

        var record = Assert.Single(host.Stored.Records);
        Assert.Equal((1772600767123456789, "9007199254740993"), (record.TimeUnixNano, record["n"]));
    }

    [Fact]
    public async Task B7_A_time_that_has_become_a_floating_point_number_is_still_read()
    {
        await using var host = await StartAsync();

        await host.DeliverBulkAsync(Envelope(Entry("0", Event("1", """{"time":1.7726007671234568e18}"""))));

        Assert.Equal(1772600767123456768, Assert.Single(host.Stored.Records).TimeUnixNano);
    }

    [Fact]
    public async Task B11_Entries_that_come_again_after_the_first_failure_are_stored_once()
    {
        await using var host = await StartAsync();
        string Numbered(int entryId, int id) => Entry($"{entryId}", Event($"{id}", $"{{\"message\":\"{id}\"}}"));

        await host.DeliverBulkAsync(Envelope(Numbered(0, 10), Numbered(1, 11), Numbered(2, 12)));
        await host.DeliverBulkAsync(Envelope(Numbered(0, 11), Numbered(1, 12), Numbered(2, 13)));

        Assert.Equal(["10", "11", "12", "13"], host.Stored.Records.Select(r => r.Body));
    }

    [Fact]
    public async Task Raw_entries_are_read_by_their_bytes()
    {
        await using var host = await StartAsync("RawPayload=true");
        var raw = $"\"{Convert.ToBase64String(Encoding.UTF8.GetBytes("{\"message\":\"raw\"}"))}\"";

        Assert.Equal(
            ["0 SUCCESS", "1 SUCCESS"],
            await host.DeliverBulkAsync(Envelope(Entry("0", raw), Entry("1", raw)))
        );

        Assert.Equal(["raw", "raw"], host.Stored.Records.Select(r => r.Body));
    }

    [Fact]
    public async Task An_envelope_of_another_topic_is_left_to_the_dead_letter_topic()
    {
        await using var host = await StartAsync();

        var statuses = await host.DeliverBulkAsync(EnvelopeOf("logs-of-others", Entry("0", Event("1", "{}"))));

        Assert.Equal(["0 DROP"], statuses);
        Assert.Empty(host.Stored.Records);
    }

    [Fact]
    public async Task Two_envelopes_that_hold_each_others_entries_do_not_wait_for_ever()
    {
        await using var host = await StartAsync();
        var gate = new TaskCompletionSource();
        host.Stored.Gate = gate.Task;
        string[] Numbered(params int[] ids) => [.. ids.Select(i => Entry($"{i}", Event($"{i}", "{}")))];
        var one = host.DeliverBulkAsync(Envelope(Numbered(1, 2, 3)));
        var two = host.DeliverBulkAsync(Envelope(Numbered(3, 2, 1, 4)));

        gate.SetResult();

        Assert.All(
            (await Task.WhenAll(one, two)).SelectMany(s => s),
            s => Assert.EndsWith("SUCCESS", s, StringComparison.Ordinal)
        );
        Assert.Equal(4, host.Stored.Records.Count);
    }

    [Fact]
    public async Task A_trace_context_and_a_service_do_not_leak_into_the_next_entry()
    {
        await using var host = await StartAsync();

        await host.DeliverBulkAsync(
            Envelope(
                Entry(
                    "0",
                    Event("1", "{}", more: ",\"subject\":\"s\"")
                        .Replace(
                            "\"traceparent\":\"\"",
                            "\"traceparent\":\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\"",
                            StringComparison.Ordinal
                        )
                ),
                Entry("1", Event("2", "{}", source: "Dapr"))
            )
        );

        Assert.Equal(["checkout", "unknown_service"], host.Stored.Records.Select(r => r.Service));
        Assert.Equal(["4bf92f3577b34da6a3ce929d0e0e4736", ""], host.Stored.Records.Select(r => r.TraceId));
        Assert.DoesNotContain(host.Stored.Records[1].Attributes, a => a.Key == "cloudevents.event_subject");
    }
}
