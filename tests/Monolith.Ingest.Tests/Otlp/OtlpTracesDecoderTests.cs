using Google.Protobuf;
using Monolith.Ingest.Tests.Otlp.Messages;
using Monolith.Platform.Problems;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Tests.Otlp;

public sealed class OtlpTracesDecoderTests
{
    [Fact]
    public void Each_span_has_the_resource_and_scope_that_it_stands_under()
    {
        var request = Some.TraceRequest(Some.Span("one"), Some.Span("two"));
        request.ResourceSpans.Add(
            new ResourceSpans { ScopeSpans = { new ScopeSpans { Spans = { Some.Span("three") } } } }
        );

        var (_, stored) = Decode(request);

        Assert.Equal(["order", "order", "unknown_service"], stored.Spans.Select(s => s.Service));
        Assert.Equal(["Orders", "Orders", ""], stored.Spans.Select(s => s.Scope));
        Assert.Equal([2, 2, 0], stored.Spans.Select(s => s.Resource.Count));
        Assert.Equal([1, 1, 0], stored.Spans.Select(s => s.Attributes.Count(a => a.Key == "otel.scope.version")));
    }

    [Fact]
    public void A_span_without_parent_events_or_links_is_a_root_and_has_none_of_those_before_it()
    {
        var root = new Span
        {
            TraceId = ByteString.CopyFrom(Some.TraceId),
            SpanId = ByteString.CopyFrom(Some.SpanId),
            StartTimeUnixNano = Some.UnixNano,
            EndTimeUnixNano = Some.UnixNano,
        };

        var (_, stored) = Decode(Some.TraceRequest(Some.Span(), root));

        var span = stored.Spans[1];
        Assert.Equal(("", "", "", 0), (span.ParentSpanId, span.Name, span.StatusMessage, span.HttpStatus));
        Assert.Equal((0, 0), (span.Events.Count, span.Links.Count));
        Assert.Equal((0, 0), ((int)span.Kind, (int)span.Status));
        Assert.DoesNotContain(span.Attributes, a => !a.Key.StartsWith("otel.scope", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("no trace id")]
    [InlineData("trace id of zeros")]
    [InlineData("short trace id")]
    [InlineData("no span id")]
    [InlineData("long span id")]
    [InlineData("long parent id")]
    [InlineData("long link id")]
    [InlineData("no start")]
    [InlineData("no end")]
    public void A_span_that_is_not_whole_is_rejected_alone(string what)
    {
        var bad = Some.Span();
        switch (what)
        {
            case "no trace id":
                bad.TraceId = ByteString.Empty;
                break;
            case "trace id of zeros":
                bad.TraceId = ByteString.CopyFrom(new byte[16]);
                break;
            case "short trace id":
                bad.TraceId = ByteString.CopyFrom(1, 2, 3);
                break;
            case "no span id":
                bad.SpanId = ByteString.Empty;
                break;
            case "long span id":
                bad.SpanId = ByteString.CopyFrom(Some.TraceId);
                break;
            case "long parent id":
                bad.ParentSpanId = ByteString.CopyFrom(Some.TraceId);
                break;
            case "long link id":
                bad.Links[1].SpanId = ByteString.CopyFrom(Some.TraceId);
                break;
            case "no start":
                bad.StartTimeUnixNano = 0;
                break;
            default:
                bad.EndTimeUnixNano = 0;
                break;
        }

        var (outcome, stored) = Decode(Some.TraceRequest(Some.Span("one"), bad, Some.Span("two")));

        Assert.Equal((2, RejectReason.InvalidSpan), (outcome.Rejections[0].Position, outcome.Rejections[0].Reason));
        Assert.Equal(["one", "two"], stored.Spans.Select(s => s.Name));
        Assert.Equal(bad.CalculateSize(), Assert.Single(stored.Quarantine).RawBytes);
    }

    [Fact]
    public void A_span_with_text_that_is_not_utf8_is_rejected_alone()
    {
        var bytes = Some.TraceRequest(Some.Span("one"), Some.Span("MARK"), Some.Span("two")).ToByteArray();
        bytes[bytes.AsSpan().IndexOf("MARK"u8)] = 0xFF;

        var (outcome, stored) = Decode(bytes);

        Assert.Equal((2, RejectReason.InvalidUtf8), (outcome.Rejections[0].Position, outcome.Rejections[0].Reason));
        Assert.Equal(["one", "two"], stored.Spans.Select(s => s.Name));
    }

    [Fact]
    public void Kinds_and_states_that_there_are_not_stay_as_attributes()
    {
        var span = Some.Span();
        span.Kind = 9;
        span.Status.Code = 7;

        var (_, stored) = Decode(Some.TraceRequest(span));

        Assert.Equal((0, 0), ((int)stored.Spans[0].Kind, (int)stored.Spans[0].Status));
        Assert.Contains(("span.kind", "9"), stored.Spans[0].Attributes);
        Assert.Contains(("otel.status_code", "7"), stored.Spans[0].Attributes);
    }

    [Fact]
    public void Too_many_events_too_many_attributes_of_one_and_times_out_of_range_are_rejected_with_their_reasons()
    {
        var manyEvents = Some.Span();
        manyEvents.Events.AddRange(Enumerable.Repeat(new SpanEvent(), 1024));
        var manyAttributes = Some.Span();
        manyAttributes.Events[0].Attributes.AddRange(Enumerable.Repeat(Some.Pair("k", Some.Value("v")), 256));
        var future = Some.Span();
        future.StartTimeUnixNano = ulong.MaxValue;
        var old = Some.Span();
        old.StartTimeUnixNano = 1;

        var (outcome, stored) = Decode(Some.TraceRequest(manyEvents, manyAttributes, future, old));

        Assert.Equal(
            [
                RejectReason.TooManyEvents,
                RejectReason.TooManyAttributes,
                RejectReason.TimeTooFarAhead,
                RejectReason.TimeBeforeRetention,
            ],
            outcome.Rejections.Select(r => r.Reason)
        );
        Assert.Empty(stored.Spans);
    }

    [Fact]
    public void A_span_that_ends_before_it_began_took_no_time()
    {
        var span = Some.Span();
        span.EndTimeUnixNano = span.StartTimeUnixNano - 1_000_000;

        var (_, stored) = Decode(Some.TraceRequest(span));

        Assert.Equal(stored.Spans[0].StartUnixNano, stored.Spans[0].EndUnixNano);
    }

    [Fact]
    public void Our_reader_and_the_generated_one_agree_on_mutated_bytes()
    {
        byte[][] good =
        [
            Some.TraceRequest(Some.Span(), Some.Span(), Some.Span()).ToByteArray(),
            Some.TraceRequest(new Span(), Some.Span()).ToByteArray(),
        ];
        var stored = new RecordingLogWriter();
        var pipeline = new TestPipeline(stored, stored);
        foreach (var bytes in BodyMutations.Of(good, 10_000))
        {
            stored.Clear();
            AssertFates(bytes, pipeline, stored);
        }
    }

    // What the generated reader can read must have as many spans here; what it cannot is refused in whole or in part.
    private static void AssertFates(byte[] bytes, TestPipeline pipeline, RecordingLogWriter stored)
    {
        try
        {
            var outcome = pipeline.RunTraces(bytes);

            Assert.Equal((outcome.Accepted, outcome.Rejected), (stored.Spans.Count, stored.Quarantine.Count));
            if (TryParse(bytes) is { } request)
            {
                var sent = request.ResourceSpans.SelectMany(r => r.ScopeSpans).Sum(s => s.Spans.Count);
                Assert.Equal(sent, outcome.Accepted + outcome.Rejected);
            }
        }
        catch (InvalidRequestException)
        {
            Assert.Empty(stored.Spans);
        }
    }

    private static TraceRequest? TryParse(byte[] bytes)
    {
        try
        {
            return TraceRequest.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static (BatchOutcome Outcome, RecordingLogWriter Stored) Decode(TraceRequest request) =>
        Decode(request.ToByteArray());

    private static (BatchOutcome Outcome, RecordingLogWriter Stored) Decode(byte[] bytes)
    {
        var stored = new RecordingLogWriter();
        return (new TestPipeline(stored, stored).RunTraces(bytes), stored);
    }
}
