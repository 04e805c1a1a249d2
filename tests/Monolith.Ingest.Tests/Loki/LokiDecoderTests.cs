using System.Text;
using Google.Protobuf;
using Monolith.Ingest.Tests.Loki.Messages;
using Monolith.Platform.Problems;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Tests.Loki;

/// <summary>Push requests in both forms, good and bad.</summary>
public sealed class LokiDecoderTests
{
    [Fact]
    public void Both_forms_make_the_same_record()
    {
        var (_, protobuf) = Some.Decode(
            Some.Request("""{app="shop", level="warn"}""", Some.Entry("paid \"17\"\nZoë 🚚", ("order", "17")))
        );
        var (_, json) = Some.DecodeJson(
            $$"""{"streams":[{"stream":{"app":"shop","level":"warn"},"values":[["{{Some.UnixNano + 7}}","paid \"17\"\nZo\u00eb 🚚",{"order":"17"}]]}]}"""
        );
        var (_, old) = Some.DecodeJson(
            """{"streams":[{"labels":"{app=\"shop\",level=\"warn\"}","entries":[{"ts":"2026-03-04T05:06:07.000000007Z","line":"paid \"17\"\nZoë 🚚","structuredMetadata":{"order":"17"}}]}]}"""
        );

        foreach (var record in (StoredRecord[])[protobuf.Records.Single(), json.Records.Single(), old.Records.Single()])
        {
            Assert.Equal(("loki", "shop", "paid \"17\"\nZoë 🚚"), (record.Source, record.Service, record.Body));
            Assert.Equal((Some.UnixNano + 7, 13, "warn"), (record.TimeUnixNano, record.Severity, record.SeverityText));
            Assert.Equal([("app", "shop")], record.Resource);
            Assert.Equal([("order", "17")], record.Attributes);
        }
    }

    [Fact]
    public void What_winston_loki_sends_in_protobuf_is_read()
    {
        var block = Convert.FromBase64String(
            "kALQCo8BCh17bGV2ZWw9Indhcm4iLGpvYj0iY2hlY2tvdXQifRJuCgsIv/uezQYQwKnTOhJfeyIFLwQiOg0w8FIibWVzc2FnZSI6Ilpvw6sgcGFpZCAxMiDigqwiLCJvcmRlciI6MTcsInRpbWVzdGFtcCI6IjIwMjYtMDMtMDRUMDU6MDY6MDcuMTIzWiJ9CnwKHRGREGluZm8iQpEADFsKCwgJkRSArpA7EkwZkQkwHZEgbGluZSB0d28ijn4ADDRaIn0="
        );
        Assert.True(Ingest.Loki.SnappyBlock.TryReadLength(block, out var length));
        var request = new byte[length];
        Assert.True(Ingest.Loki.SnappyBlock.TryDecompress(block, request));
        var stored = new RecordingLogWriter();

        Some.Run(new TestPipeline(stored), request, isJson: false);

        var (first, second) = (stored.Records[0], stored.Records[1]);
        Assert.Equal(("checkout", 13, "warn"), (first.Service, first.Severity, first.SeverityText));
        Assert.Equal(IngestHost.Now.AddMilliseconds(123), first.Time);
        Assert.Equal(
            """{"level":"warn","message":"Zoë paid 12 €","order":17,"timestamp":"2026-03-04T05:06:07.123Z"}""",
            first.Body
        );
        Assert.Equal(("checkout", 9, "info"), (second.Service, second.Severity, second.SeverityText));
    }

    [Fact]
    public void What_winston_loki_and_pino_loki_send_in_json_is_read()
    {
        var (_, winston) = Some.DecodeJson(
            """{"streams":[{"stream":{"level":"warn","job":"checkout"},"values":[["1772600767123000000","paid \"all\" {\"level\":\"warn\",\"order\":17}",{"level":"warn","order":"17"}]]}]}"""
        );
        var (_, pino) = Some.DecodeJson(
            """{"streams":[{"stream":{"level":"warning","hostname":"web-1"},"values":[["1772600767123000000","{\"level\":40,\"time\":1772600767123,\"pid\":42,\"meta\":{\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"n\":1},\"msg\":\"Zoë \\\"x\\\"\"}",{"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","n":"1"}]]}]}"""
        );

        var (first, second) = (winston.Records.Single(), pino.Records.Single());
        Assert.Equal(("checkout", 13), (first.Service, first.Severity));
        Assert.Equal([("order", "17")], first.Attributes);
        Assert.Equal(
            (13, "warning", "4bf92f3577b34da6a3ce929d0e0e4736"),
            (second.Severity, second.SeverityText, second.TraceId)
        );
        Assert.Equal([("host.name", "web-1")], second.Resource);
        Assert.Equal(IngestHost.Now.AddMilliseconds(123), second.Time);
    }

    [Fact]
    public void Labels_hold_for_all_lines_of_their_stream_wherever_they_stand_in_it()
    {
        var (_, json) = Some.DecodeJson(
            $$$"""{"streams":[{"values":[["{{{Some.UnixNano}}}","a"]],"stream":{"job":"x"}},{"stream":{"job":"y"},"values":[["{{{Some.UnixNano}}}","b"]],"more":[1]}],"more":{}}"""
        );
        byte[] swapped =
        [
            .. new PushedStream { Entries = { Some.Entry("a") } }.ToByteArray(),
            .. new PushedStream { Labels = "{job=\"x\"}" }.ToByteArray(),
        ];
        var stored = new RecordingLogWriter();
        Some.Run(new TestPipeline(stored), [0x0A, (byte)swapped.Length, .. swapped], isJson: false);

        Assert.Equal([("a", "x"), ("b", "y")], json.Records.Select(r => (r.Body, r.Service)));
        Assert.Equal(("a", "x"), (stored.Records.Single().Body, stored.Records.Single().Service));
    }

    [Fact]
    public void Streams_with_the_same_labels_share_a_resource_and_others_do_not()
    {
        var request = new PushRequest
        {
            Streams =
            {
                Some.Request("{job=\"a\\\"b\"}", Some.Entry("1")).Streams,
                Some.Request("{job=\"a\\\"b\"}", Some.Entry("2")).Streams,
                Some.Request("{job=\"c\"}", Some.Entry("3")).Streams,
            },
        };
        var json = string.Join(
            ',',
            request.Streams.Select(
                (s, i) =>
                    $$$"""{"stream":{"job":"{{{(i < 2 ? "a\\\"b" : "c")}}}"},"values":[["{{{Some.UnixNano}}}","{{{i + 1}}}"]]}"""
            )
        );

        foreach (var (_, stored) in new[] { Some.Decode(request), Some.DecodeJson($$"""{"streams":[{{json}}]}""") })
        {
            Assert.Equal([("1", "a\"b"), ("2", "a\"b"), ("3", "c")], stored.Records.Select(r => (r.Body, r.Service)));
            Assert.All(stored.Records, r => Assert.Equal([("job", r.Service)], r.Resource));
        }
    }

    [Fact]
    public void Bytes_that_are_no_utf8_become_the_replacement_character_since_agents_send_files_as_they_are()
    {
        byte[] latin1 = [.. "Gr"u8, 0xFC, 0xDF, .. "e"u8];

        var (outcome, stored) = Some.Decode(Some.Request("{job=\"x\"}", Some.Entry(latin1), Some.Entry("next")));
        var (_, json) = Some.DecodeJson([
            .. Encoding.UTF8.GetBytes(
                $"{{\"streams\":[{{\"stream\":{{\"job\":\"x\"}},\"values\":[[\"{Some.UnixNano}\",\""
            ),
            .. latin1,
            .. "\"]]}]}"u8,
        ]);

        Assert.Equal(["Gr\uFFFD\uFFFDe", "next"], stored.Records.Select(r => r.Body));
        Assert.Equal("Gr\uFFFD\uFFFDe", json.Records.Single().Body);
        Assert.Equal(0, outcome.Rejected);
    }

    [Fact]
    public void Broken_text_that_is_larger_than_a_line_may_be_is_refused_before_it_is_repaired()
    {
        var broken = Enumerable.Repeat((byte)0xFF, TestPipeline.Limits.MaxRecordBytes + 1).ToArray();
        var start = Encoding.UTF8.GetBytes(
            $"{{\"streams\":[{{\"stream\":{{}},\"values\":[[\"{Some.UnixNano}\",\"a\"],[\"{Some.UnixNano}\",\""
        );
        var between = Encoding.UTF8.GetBytes("\"]]},{\"stream\":{\"job\":\"");
        var end = Encoding.UTF8.GetBytes($"\"}},\"values\":[[\"{Some.UnixNano}\",\"b\"]]}}]}}");

        var (protobuf, _) = Some.Decode(Some.Request("{job=\"x\"}", Some.Entry("a"), Some.Entry(broken)));
        var (json, stored) = Some.DecodeJson([.. start, .. broken, .. between, .. broken, .. end]);

        Assert.Equal(RejectReason.RecordTooLarge, protobuf.Rejections.Single().Reason);
        Assert.Equal([RejectReason.RecordTooLarge, RejectReason.InvalidLabels], json.Rejections.Select(r => r.Reason));
        Assert.Equal(["a"], stored.Records.Select(r => r.Body));
    }

    [Theory]
    [InlineData("""["soon","x"]""", RejectReason.InvalidTime)]
    [InlineData("""["1","x"]""", RejectReason.TimeBeforeRetention)]
    [InlineData("""["4102444800000000000","x"]""", RejectReason.TimeTooFarAhead)]
    [InlineData("""["1772600767000000000"]""", RejectReason.InvalidJson)]
    [InlineData("""["1772600767000000000","x",{},1]""", RejectReason.InvalidJson)]
    [InlineData("""["1772600767000000000",7]""", RejectReason.InvalidJson)]
    [InlineData("""["1772600767000000000","x",[]]""", RejectReason.InvalidJson)]
    [InlineData("""["1772600767000000000","x",{"a":tru}]""", RejectReason.InvalidJson)]
    [InlineData("""["1772600767000000000","x",{"a":[[[[[[[[[1]]]]]]]]]}]""", RejectReason.TooDeep)]
    [InlineData("""{"ts":"soon","line":"x"}""", RejectReason.InvalidTime)]
    [InlineData("[]", RejectReason.InvalidJson)]
    [InlineData("7", RejectReason.InvalidJson)]
    public void A_line_that_is_none_is_refused_and_its_neighbours_are_kept(string line, RejectReason reason)
    {
        var (outcome, stored) = Some.DecodeJson(
            $$"""{"streams":[{"stream":{"job":"x"},"values":[["{{Some.UnixNano}}","a"],{{line}},["{{Some.UnixNano}}","b"]]}]}"""
        );

        Assert.Equal(["a", "b"], stored.Records.Select(r => r.Body));
        Assert.Equal((2, reason), (outcome.Rejections.Single().Position, outcome.Rejections.Single().Reason));
        Assert.Equal(line, stored.Quarantine.Single().Raw);
    }

    [Fact]
    public void A_line_that_is_no_message_is_refused_and_its_neighbours_are_kept()
    {
        var request = Some.Request("{job=\"x\"}", Some.Entry("a"), Some.Entry("XX"), Some.Entry("b")).ToByteArray();

        // The length of the second line's text now reaches beyond its message.
        request[request.AsSpan().IndexOf("XX"u8) - 1] = 0x7F;
        var stored = new RecordingLogWriter();
        var outcome = Some.Run(new TestPipeline(stored), request, isJson: false);

        Assert.Equal(["a", "b"], stored.Records.Select(r => r.Body));
        Assert.Equal(
            (2, RejectReason.InvalidProtobuf),
            (outcome.Rejections.Single().Position, outcome.Rejections.Single().Reason)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"streams":""")]
    [InlineData("""{"streams":{}}""")]
    [InlineData("""{"streams":[7]}""")]
    [InlineData("""{"streams":[{"stream":{"a":"b"},"values":[["1772600767000000000","x"]}""")]
    [InlineData("""{"streams":[{"stream":[],"values":[]}]}""")]
    [InlineData("""{"streams":[]} {}""")]
    [InlineData("""{"streams":[],}""")]
    public void What_is_no_request_is_refused_as_a_whole(string json)
    {
        Assert.Throws<InvalidRequestException>(() => Some.DecodeJson(json));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"streams":[]}""")]
    [InlineData(""" { "streams" : [ { "stream" : { } , "values" : null } , {} ] } """)]
    public void A_request_without_lines_has_none(string json)
    {
        var (outcome, _) = Some.DecodeJson(json);

        Assert.Equal((0, 0), (outcome.Accepted, outcome.Rejected));
    }

    [Fact]
    public void Times_outside_of_what_a_clock_can_show_are_refused_and_none_is_now()
    {
        var (before, after, none) = (Some.Entry("before"), Some.Entry("after"), Some.Entry("none"));
        before.Timestamp.Seconds = -5;
        after.Timestamp.Seconds = long.MaxValue;
        none.Timestamp = null;

        var (outcome, stored) = Some.Decode(Some.Request("{job=\"x\"}", before, after, none));

        Assert.Equal(
            [RejectReason.TimeBeforeRetention, RejectReason.TimeTooFarAhead],
            outcome.Rejections.Select(r => r.Reason)
        );
        Assert.Equal(IngestHost.Now, stored.Records.Single().Time);
    }

    [Fact]
    public void Whatever_bytes_come_the_decoders_end_and_every_line_has_one_fate()
    {
        var request = new PushRequest
        {
            Streams =
            {
                Some.Request(
                    """{job="a\"b", level="warn"}""",
                    Some.Entry("one", ("k", "v")),
                    Some.Entry("{\"level\":50}")
                ).Streams,
                Some.Request("""{app="ü"}""", Some.Entry("three", ("trace_id", "x"))).Streams,
            },
        };
        var json =
            $$$"""{"streams":[{"stream":{"job":"a\"b"},"values":[["{{{Some.UnixNano}}}","one",{"k":"v"}],["{{{Some.UnixNano}}}","{\"level\":50}"]]},{"entries":[{"ts":"2026-03-04T05:06:07Z","line":"three"}],"labels":"{app=\"\u00fc\"}"}]}""";
        var stored = new RecordingLogWriter();
        var pipeline = new TestPipeline(stored);

        Fuzz(request.ToByteArray(), isJson: false);
        Fuzz(Encoding.UTF8.GetBytes(json), isJson: true);

        void Fuzz(byte[] good, bool isJson)
        {
            foreach (var damaged in BodyMutations.Of([good], 10_000))
            {
                stored.Clear();
                try
                {
                    var outcome = Some.Run(pipeline, damaged, isJson);
                    Assert.Equal(outcome.Accepted, stored.Records.Count);
                    Assert.Equal(outcome.Rejected, stored.Quarantine.Count);
                }
                catch (InvalidRequestException)
                {
                    Assert.Empty(stored.Records);
                }
            }
        }
    }
}
