using System.Text;
using Google.Protobuf;
using Monolith.Ingest.PubSub;
using Monolith.Ingest.Tests.Otlp;
using Monolith.Ingest.Tests.PubSub;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Tests;

public sealed class AllocationTests
{
    private const int Records = 2_000;

    // What one request may allocate, however many records it has: the batch, its outcome and the decoder.
    private const int MostPerRequest = 5_000;

    [Fact]
    public void Json_records_cost_no_allocation_on_their_way_to_storage()
    {
        var line =
            """{"timestamp":"2026-03-04T05:06:07.123Z","level":"info","service":"order","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","duration_ms":3.25,"message":"with \"escapes\" \u00e4","http.route":"/a/{id}","http.status_code":200,"nested":{"a":{"b":[1,2]}},"n":1}""";
        var body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(line + "\n", Records)));

        Assert.InRange(AllocatedBy(body, isOtlp: false), 0, MostPerRequest);
    }

    [Fact]
    public void Otlp_records_cost_no_allocation_on_their_way_to_storage()
    {
        var request = Some.ExportRequest([.. Enumerable.Range(0, Records).Select(_ => Some.LogRecord())]);

        Assert.InRange(AllocatedBy(request.ToByteArray(), isOtlp: true), 0, MostPerRequest);
    }

    [Fact]
    public void Lines_of_loki_cost_no_allocation_on_their_way_to_storage()
    {
        const string Labels = """{app="shop", level="warn", path="C:\\srv"}""";
        const string Line = """{"level":"info","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","msg":"\u00e4"}""";
        var pairs = new[] { ("order", "17"), ("severity", "error") };
        var protobuf = Loki.Some.Request(
            Labels,
            [.. Enumerable.Range(0, Records / 2).Select(_ => Loki.Some.Entry(Line, pairs))]
        );
        protobuf.Streams.Add(
            Enumerable
                .Range(0, Records / 2)
                .Select(i => Loki.Some.Request($"{{app=\"{i}\"}}", Loki.Some.Entry("x")).Streams[0])
        );
        var bytes = protobuf.ToByteArray();
        var values = $$"""["{{Loki.Some.UnixNano}}","a \"b\" \u00e4",{"order":"17"}]""";
        var json = Encoding.UTF8.GetBytes(
            $$$"""{"streams":[{"stream":{"app":"shop","level":"w\u0061rn"},"values":[{{{string.Join(',', Enumerable.Repeat(values, Records))}}}]}]}"""
        );

        Assert.InRange(AllocatedBy(p => Loki.Some.Run(p, bytes, isJson: false)), 0, MostPerRequest);
        Assert.InRange(AllocatedBy(p => Loki.Some.Run(p, json, isJson: true)), 0, MostPerRequest);
    }

    [Fact]
    public void Events_of_seq_cost_no_allocation_on_their_way_to_storage()
    {
        const string Clef =
            """{"@t":"2026-03-04T05:06:07.123Z","@mt":"Paid {Amount,10:0.00} by {@User}","@r":["12.50"],"@x":"E: \u00e4\n at","Amount":12.5,"User":{"Id":7,"Tags":[1]}}""";
        const string Raw =
            """{"Timestamp":"2026-03-04T05:06:07.123Z","MessageTemplate":"Paid {Amount:0.00}","Properties":{"Amount":12.5},"Renderings":{"Amount":[{"Format":"0.00","Rendering":"12.50"}]}}""";
        var lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"{Clef}\n", Records)));
        var events = Encoding.UTF8.GetBytes($"{{\"Events\":[{string.Join(',', Enumerable.Repeat(Raw, Records))}]}}");

        Assert.InRange(AllocatedBy(p => Seq.Some.Run(p, lines)), 0, MostPerRequest);
        Assert.InRange(AllocatedBy(p => Seq.Some.Run(p, events)), 0, MostPerRequest);
    }

    [Fact]
    public void Spans_cost_no_allocation_on_their_way_to_storage()
    {
        var request = Some.TraceRequest([.. Enumerable.Range(0, Records).Select(_ => Some.Span())]).ToByteArray();

        Assert.InRange(AllocatedBy(p => p.RunTraces(request)), 0, MostPerRequest);
    }

    [Fact]
    public void Splunk_events_cost_no_allocation_on_their_way_to_storage()
    {
        var body = Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Repeat(Splunk.ClientBodies.DockerInline, Records / 2))
        );
        var metadata = Splunk.EventDecoderTests.Metadata();

        var allocated = AllocatedBy(pipeline =>
            pipeline.Run(
                body,
                "splunk",
                (bytes, batch) =>
                    new Monolith.Ingest.Splunk.EventDecoder(bytes, metadata, TestPipeline.Limits, batch).Decode()
            )
        );

        Assert.InRange(allocated, 0, MostPerRequest);
    }

    [Fact]
    public void Forwarded_entries_cost_no_allocation_on_their_way_to_storage()
    {
        var body = Enumerable.Repeat(Fluent.ClientFrames.FluentBit, Records / 2).SelectMany(f => f).ToArray();

        var allocated = AllocatedBy(pipeline =>
            pipeline.Run(body, "fluent", (bytes, batch) => Fluent.ForwardDecoderTests.DecodeFrames(bytes, batch))
        );

        Assert.InRange(allocated, 0, MostPerRequest);
    }

    [Fact]
    public void Messages_of_an_envelope_cost_no_allocation_on_their_way_to_storage()
    {
        var entries = Enumerable
            .Range(0, Records)
            .Select(i =>
                PubSubHost.Entry(
                    $"{i}",
                    PubSubHost.Event($"id-{i}", """{"message":"with \"escapes\" \u00e4","n":1,"a":{"b":[1]}}""")
                )
            );
        var body = Encoding.UTF8.GetBytes(PubSubHost.Envelope([.. entries]));
        var pipeline = new TestPipeline(new ForgetfulWriter());

        Assert.InRange(Allocations.LeastOf(() => Receive(pipeline, body)), 0, MostPerRequest);
    }

    private static void Receive(TestPipeline pipeline, byte[] body)
    {
        using var delivery = pipeline.Receive(TopicContent.Logs);
        Assert.True(delivery.TryReadBulk(body));
        delivery.CommitAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        Assert.Equal(Records, delivery.Fates.Length);
    }

    private static long AllocatedBy(byte[] body, bool isOtlp) => AllocatedBy(p => p.Run(body, isOtlp));

    private static long AllocatedBy(Func<TestPipeline, BatchOutcome> run)
    {
        var writer = new ForgetfulWriter();
        var pipeline = new TestPipeline(writer, writer);
        return Allocations.LeastOf(() => Assert.Equal(Records, run(pipeline).Accepted));
    }
}
