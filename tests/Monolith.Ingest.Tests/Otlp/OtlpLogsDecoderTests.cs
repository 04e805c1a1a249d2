using Google.Protobuf;
using Monolith.Ingest.Tests.Otlp.Messages;
using Monolith.Platform.Problems;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Tests.Otlp;

public sealed class OtlpLogsDecoderTests
{
    [Fact]
    public void Each_record_has_the_resource_and_scope_that_it_stands_under()
    {
        var request = Some.ExportRequest(Some.LogRecord("one"), Some.LogRecord("two"));
        request.ResourceLogs.Add(
            new ResourceLogs { ScopeLogs = { new ScopeLogs { LogRecords = { Some.LogRecord("three") } } } }
        );

        var (_, stored) = Decode(request.ToByteArray());

        Assert.Equal(["order", "order", "unknown_service"], stored.Records.Select(r => r.Service));
        Assert.Equal([2, 2, 0], stored.Records.Select(r => r.Resource.Count));
        Assert.DoesNotContain(
            stored.Records[2].Attributes,
            a => a.Key.StartsWith("otel.scope", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void An_id_of_the_wrong_length_is_kept_as_an_attribute_and_one_of_zeros_is_none()
    {
        var record = Some.LogRecord();
        record.TraceId = ByteString.CopyFrom(0xAB, 0xCD);
        record.SpanId = ByteString.CopyFrom(new byte[8]);

        var (_, stored) = Decode(Some.ExportRequest(record).ToByteArray());

        Assert.Equal(("", "abcd"), (stored.Records[0].TraceId, stored.Records[0]["trace_id"]));
        Assert.Equal("", stored.Records[0].SpanId);
    }

    [Fact]
    public void A_body_that_is_no_string_is_kept_as_text()
    {
        var list = Some.LogRecord();
        list.Body = Some.List(Some.Pair("a", Some.Array(new AnyValue { DoubleValue = double.NaN })));
        var bytes = Some.LogRecord();
        bytes.Body = new AnyValue { BytesValue = ByteString.CopyFromUtf8("hi") };

        var (_, stored) = Decode(Some.ExportRequest(list, bytes).ToByteArray());

        Assert.Equal(["""{"a":["NaN"]}""", "aGk="], stored.Records.Select(r => r.Body));
    }

    [Fact]
    public void A_record_without_times_happened_when_it_came()
    {
        var (_, stored) = Decode(Some.ExportRequest(new LogRecord { Body = Some.Value("x") }).ToByteArray());

        Assert.Equal(
            ((long)Some.UnixNano, (long)Some.UnixNano),
            (stored.Records[0].TimeUnixNano, stored.Records[0].ObservedTimeUnixNano)
        );
        Assert.Equal((0, ""), (stored.Records[0].Severity, stored.Records[0].SeverityText));
    }

    [Fact]
    public void A_record_that_is_nested_too_deep_is_rejected_alone()
    {
        var value = Some.Value("x");
        for (var i = 0; i < 8; i++)
        {
            value = i % 2 == 0 ? Some.List(Some.Pair("k", value)) : Some.Array(value);
        }

        var deep = Some.LogRecord();
        deep.Attributes.Add(Some.Pair("deep", value));

        var (outcome, stored) = Decode(Some.ExportRequest(Some.LogRecord(), deep, Some.LogRecord()).ToByteArray());

        Assert.Equal((2, RejectReason.TooDeep), (outcome.Rejections[0].Position, outcome.Rejections[0].Reason));
        Assert.Equal(2, stored.Records.Count);
    }

    [Fact]
    public void A_record_with_text_that_is_not_utf8_is_rejected_alone()
    {
        var bytes = Some.ExportRequest(Some.LogRecord("one"), Some.LogRecord("MARK"), Some.LogRecord("two"))
            .ToByteArray();
        bytes[bytes.AsSpan().IndexOf("MARK"u8)] = 0xFF;

        var (outcome, stored) = Decode(bytes);

        Assert.Equal((2, RejectReason.InvalidUtf8), (outcome.Rejections[0].Position, outcome.Rejections[0].Reason));
        Assert.Equal(["one", "two"], stored.Records.Select(r => r.Body));
    }

    [Fact]
    public void Our_reader_and_the_generated_one_agree_on_mutated_bytes()
    {
        var good = Some.ExportRequest(Some.LogRecord(), Some.LogRecord(), Some.LogRecord()).ToByteArray();
        var stored = new RecordingLogWriter();
        var pipeline = new TestPipeline(stored);
        for (var seed = 0; seed < 5_000; seed++)
        {
            var random = new Random(seed);
            var bytes = good.ToArray();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var length = random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length;
            stored.Clear();
            AssertFates(bytes[..length], pipeline, stored);
        }
    }

    // What the generated reader can read must have as many records here; what it cannot is refused in whole or in part.
    private static void AssertFates(byte[] bytes, TestPipeline pipeline, RecordingLogWriter stored)
    {
        try
        {
            var outcome = pipeline.Run(bytes, isOtlp: true);

            Assert.Equal((outcome.Accepted, outcome.Rejected), (stored.Records.Count, stored.Quarantine.Count));
            if (TryParse(bytes) is { } request)
            {
                var sent = request.ResourceLogs.SelectMany(r => r.ScopeLogs).Sum(s => s.LogRecords.Count);
                Assert.Equal(sent, outcome.Accepted + outcome.Rejected);
            }
        }
        catch (InvalidRequestException)
        {
            Assert.Empty(stored.Records);
        }
    }

    private static ExportRequest? TryParse(byte[] bytes)
    {
        try
        {
            return ExportRequest.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static (BatchOutcome Outcome, RecordingLogWriter Stored) Decode(byte[] bytes)
    {
        var stored = new RecordingLogWriter();
        return (new TestPipeline(stored).Run(bytes, isOtlp: true), stored);
    }
}
