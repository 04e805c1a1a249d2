using System.Text;
using Google.Protobuf;
using Monolith.Ingest.PubSub;
using Monolith.Ingest.Tests.Otlp;
using Monolith.Ingest.Tests.PubSub;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Storage.Contracts;

namespace Monolith.Ingest.Tests;

public sealed class AllocationTests
{
    private const int Records = 2_000;

    // What one request may allocate, however many records it has: the batch, its outcome, and the decoder.
    private const int MostPerRequest = 8_000;

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
        for (var i = 0; i < 3; i++)
        {
            Receive(pipeline, body);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Receive(pipeline, body);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostPerRequest);
    }

    private static void Receive(TestPipeline pipeline, byte[] body)
    {
        using var delivery = pipeline.Receive(TopicContent.Logs);
        Assert.True(delivery.TryReadBulk(body));
        delivery.CommitAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        Assert.Equal(Records, delivery.Fates.Length);
    }

    private static long AllocatedBy(byte[] body, bool isOtlp)
    {
        var pipeline = new TestPipeline(new ForgetfulWriter());
        for (var i = 0; i < 3; i++)
        {
            pipeline.Run(body, isOtlp);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var outcome = pipeline.Run(body, isOtlp);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(Records, outcome.Accepted);
        return allocated;
    }

    /// <summary>Storage that keeps nothing, so that only decoding and processing are measured.</summary>
    private sealed class ForgetfulWriter : ILogWriter, ILogBatch
    {
        public int Count { get; private set; }

        public ILogBatch Open(TenantId tenant) => this;

        public void Append(LogRecord record) => Count++;

        public void AppendQuarantined(in QuarantinedRecord record) => Assert.Fail(record.Detail);

        public DeliveryClaim Claim(ReadOnlySpan<byte> name) => default;

        public ValueTask CommitAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Dispose() { }
    }
}
