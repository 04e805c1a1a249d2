using System.Text;
using Microsoft.AspNetCore.Http;
using Monolith.Ingest.Elasticsearch;
using Monolith.Platform.Problems;

namespace Monolith.Ingest.Tests.Elasticsearch;

public sealed class BulkDecoderTests
{
    private static readonly byte[][] Good =
    [
        Encoding.UTF8.GetBytes(
            """
            {"create":{"_index":"logs-generic-default","_id":"a-1","routing":null}}
            {"@timestamp":"2026-03-04T05:06:07Z","message":"a \u00e4","host":{"name":"w\u0022"},"error":{"type":"E"},"x":{"y":[1,2.5e3,null]}}
            {"index":{"_index":"a"}}
            {"log":"b","host":"c","event.duration":12}
            {"update":{"_id":"1","_index":"\u0061"}}
            {"doc":{"message":"c"},"doc_as_upsert":true}
            {"delete":{"_index":"a","_id":"2"}}
            {"index":{"_index":"a"}}
            {"message":"d"}

            """
        ),
        Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Repeat("{\"index\":{\"_index\":\"a\"}}\r\n{\"message\":\"ü\"}\r\n", 20))
        ),
    ];

    [Fact]
    public void Whatever_bytes_come_every_action_has_exactly_one_fate()
    {
        var stored = new RecordingLogWriter();
        var pipeline = new TestPipeline(stored);
        var refused = 0;
        foreach (var body in BodyMutations.Of(Good, 10_000))
        {
            stored.Clear();
            using var items = new BulkItems();
            try
            {
                var outcome = pipeline.Take(body, items);

                var fates = Enumerable.Range(0, items.Count).Select(i => items[i].Fate).ToLookup(fate => fate);
                Assert.Equal(fates[ItemFate.Created].Count(), stored.Records.Count);
                Assert.Equal(fates[ItemFate.Rejected].Count(), stored.Quarantine.Count);
                Assert.Equal(outcome.Accepted + outcome.Rejected, stored.Records.Count + stored.Quarantine.Count);
            }
            catch (InvalidRequestException)
            {
                refused++;
                Assert.Empty(stored.Records);
            }
        }

        Assert.InRange(refused, 1, 9_999);
    }

    [Theory]
    [InlineData("{\"index\":{\"_index\":\"a\"}\n{}\n", 3)]
    [InlineData("\"index\"\n{}\n", 3)]
    [InlineData("{\"insert\":{\"_index\":\"a\"}}\n{}\n", 3)]
    [InlineData("{\"index\":\"a\"}\n{}\n", 3)]
    [InlineData("{\"index\":{\"_index\":\"a\"},\"x\":1}\n{}\n", 3)]
    [InlineData("{\"index\":{\"_index\":\"a\"}} {}\n{}\n", 3)]
    [InlineData("{\"index\":{\"_index\":\"a\" \"_id\":\"b\"}}\n{}\n", 3)]
    [InlineData("{\"index\":{}}\n{}\n", 3)]
    [InlineData("\n{\"index\":{\"_index\":\"a\"}}\n", 5)]
    public void A_bad_action_is_named_by_its_line(string lines, int line)
    {
        var body = Encoding.UTF8.GetBytes("{\"index\":{\"_index\":\"a\"}}\n{}\n" + lines);
        using var items = new BulkItems();

        var refused = Assert.Throws<InvalidRequestException>(() =>
            new TestPipeline(new ForgetfulWriter()).Take(body, items)
        );

        Assert.StartsWith($"Malformed action/metadata line [{line}]", refused.Message, StringComparison.Ordinal);
        Assert.False(items.IsComplete);
    }

    [Fact]
    public void Documents_cost_no_allocation_on_their_way_to_storage()
    {
        var body = Documents(2_000);
        var pipeline = new TestPipeline(new ForgetfulWriter());

        // However many they are, they have a batch, its outcome and the list of items.
        Assert.InRange(Allocations.LeastOf(() => Decode(pipeline, body).Dispose()), 0, 5_000);
    }

    [Fact]
    public void An_answer_costs_no_allocation_for_each_of_its_items()
    {
        var body = Documents(2_000);
        var pipeline = new TestPipeline(new ForgetfulWriter());
        using var items = Decode(pipeline, body);

        // The request that it answers is made anew.
        Assert.InRange(Allocations.LeastOf(() => Answer(items)), 0, 10_000);
    }

    private static byte[] Documents(int count) =>
        Encoding.UTF8.GetBytes(
            string.Concat(
                Enumerable.Repeat(
                    """
                    {"create":{"_index":"logs-generic-default"}}
                    {"@timestamp":"2026-03-04T05:06:07.123Z","message":"with \"escapes\"","log":{"level":"info"},"host":{"name":"web-1"},"error":{"type":"E","message":"m"},"user":{"id":"u"},"n":1}
                    {"index":{"_index":"a","_id":"x"}}
                    {"message":"with an id"}

                    """,
                    count / 2
                )
            )
        );

    private static BulkItems Decode(TestPipeline pipeline, byte[] body)
    {
        var items = new BulkItems();
        pipeline.Take(body, items);
        Assert.Equal(2_000, items.Count);
        Assert.False(items.HasErrors);
        return items;
    }

    private static void Answer(BulkItems items)
    {
        var context = new DefaultHttpContext();
        var answer = new BulkAnswer(context, items, AnswerFilter.Parse(filterPath: null), new ManualTime());
        Assert.True(answer.WriteAsync(TimeSpan.Zero, CancellationToken.None).IsCompletedSuccessfully);
    }
}
