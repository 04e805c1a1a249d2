using Monolith.Ingest.Fluent;
using Monolith.Ingest.Fluent.MessagePack;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Tests.Fluent;

public sealed class ForwardDecoderTests
{
    private const long UnixNano = (ClientFrames.Seconds * 1_000_000_000) + ClientFrames.Nanoseconds;

    [Fact]
    public void Everything_that_an_entry_says_has_its_place()
    {
        var record = DecodeOne(
            new Pack.Map(
                ("message", "Order 17 \"paid\"\n\tä"),
                ("level", "warn"),
                ("service", "order"),
                ("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"),
                ("span_id", "00f067aa0ba902b7"),
                ("duration_ms", 3.25),
                ("user_id", 17),
                ("area", new Pack.Map(("name", "shop"), ("deep", new Pack.Map(("a", true), ("none", null))))),
                ("list", new object?[] { 1, "two", new Pack.Map(("three", 3)), null }),
                ("empty", new Pack.Map()),
                ("large", ulong.MaxValue),
                ("small", long.MinValue),
                ("single", 0.1f),
                ("nan", double.NaN),
                ("text", "data"u8.ToArray()),
                ("bytes", new byte[] { 0xFF, 0xFE }),
                ("at", Pack.EventTime(5, 6)),
                ("ext", new Pack.Extension(7, [0xFF])),
                (9, "number as name")
            )
        );

        Assert.Equal(("Order 17 \"paid\"\n\tä", 13, "order"), (record.Body, record.Severity, record.Service));
        Assert.Equal((UnixNano, "fluent"), (record.TimeUnixNano, record.Source));
        Assert.Equal(
            ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 3.25, "17"),
            (record.TraceId, record.SpanId, record.DurationMs, record.UserId)
        );
        Assert.Equal(
            [
                ("area.name", "shop"),
                ("area.deep.a", "true"),
                ("area.deep.none", "null"),
                ("list", """[1,"two",{"three":3},null]"""),
                ("empty", "{}"),
                ("large", "18446744073709551615"),
                ("small", "-9223372036854775808"),
                ("single", "0.1"),
                ("nan", "NaN"),
                ("text", "data"),
                ("bytes", "//4="),
                ("at", "5.000000006"),
                ("ext", "/w=="),
                ("9", "number as name"),
                ("fluent.tag", "app.shop"),
            ],
            record.Attributes
        );
    }

    [Fact]
    public void The_tag_is_the_service_of_who_names_none()
    {
        var record = DecodeOne(new Pack.Map(("message", "m")));

        Assert.Equal(("app.shop", "app.shop"), (record.Service, record["fluent.tag"]));
    }

    [Fact]
    public void The_log_is_the_body_unless_there_is_a_message()
    {
        var line = DecodeOne(new Pack.Map(("log", "line"), ("stream", "stdout")));
        var both = DecodeOne(new Pack.Map(("log", "line"), ("message", "parsed")));

        Assert.Equal("line", line.Body);
        Assert.DoesNotContain(line.Attributes, a => a.Key == "log");
        Assert.Equal(("parsed", "line"), (both.Body, both["log"]));
    }

    [Fact]
    public void Text_that_is_no_utf8_is_mended_and_the_record_kept()
    {
        byte[] record = [0x81, 0xA7, .. "message"u8, 0xA4, (byte)'a', 0xFF, 0xC3, (byte)'b'];
        byte[] frame = [0x93, .. Pack.Of("t"), .. Pack.Of(ClientFrames.Seconds), .. record];

        Assert.Equal("a\uFFFD\uFFFDb", Decode(frame).Stored.Records.Single().Body);
    }

    [Fact]
    public void An_array_or_a_body_that_is_a_map_stays_one_value_in_json()
    {
        var record = DecodeOne(
            new Pack.Map(
                ("message", new Pack.Map(("a\"b", "c\\d\n"), (7, new object?[] { 1.5f, double.NaN, "\u0001" }))),
                ("list", new object?[] { new byte[] { 0xFF }, Pack.EventTime(5, 6), new Pack.Map() }),
                ("area", new Pack.Map(("list", new object?[] { true })))
            )
        );

        Assert.Equal("""{"a\"b":"c\\d\n","7":[1.5,"NaN","\u0001"]}""", record.Body);
        Assert.Equal(("""["/w==",5.000000006,{}]""", "[true]"), (record["list"], record["area.list"]));
    }

    [Fact]
    public void What_stands_behind_the_record_of_an_entry_is_passed_over()
    {
        byte[] entries =
        [
            .. Pack.Of(new object?[] { ClientFrames.Seconds, new Pack.Map(("message", "a")), NestedArrays(500), 1 }),
            .. Pack.Of(ClientFrames.Entry("b")),
        ];

        Assert.Equal(["a", "b"], Decode(Pack.Of(new object?[] { "t", entries })).Stored.Records.Select(r => r.Body));
    }

    [Fact]
    public void Times_are_read_in_every_form_that_libraries_write()
    {
        Assert.Equal(UnixNano, TimeOf(Pack.EventTime(ClientFrames.Seconds, ClientFrames.Nanoseconds)));
        Assert.Equal(ClientFrames.Seconds * 1_000_000_000, TimeOf(ClientFrames.Seconds));
        Assert.Equal((ClientFrames.Seconds * 1_000_000_000) + 500_000_000, TimeOf(ClientFrames.Seconds + 0.5));
        Assert.Equal((ClientFrames.Seconds * 1_000_000_000) + 5_000_000, TimeOf((ClientFrames.Seconds * 1000) + 5));
        Assert.Equal(UnixNano, TimeOf(Timestamp96(ClientFrames.Seconds, ClientFrames.Nanoseconds)));
        Assert.Equal(Received, TimeOf(0));
        Assert.Equal(Received, TimeOf(null));
    }

    [Theory]
    [MemberData(nameof(BadEntries))]
    public void A_bad_entry_is_refused_alone(string reason, byte[] bad)
    {
        byte[] entries = [.. Pack.Of(ClientFrames.Entry("a")), .. bad, .. Pack.Of(ClientFrames.Entry("b"))];

        var (outcome, stored) = Decode(Pack.Of(new object?[] { "t", entries }));

        Assert.Equal(["a", "b"], stored.Records.Select(r => r.Body));
        Assert.Equal((2, reason), (outcome.Rejections.Single().Position, outcome.Rejections[0].Reason.Code()));
    }

    public static TheoryData<string, byte[]> BadEntries =>
        new()
        {
            { "invalid_messagepack", Pack.Of("no entry") },
            { "invalid_messagepack", Pack.Of(new object?[] { 1 }) },
            { "invalid_messagepack", Pack.Of(new object?[] { ClientFrames.Seconds, "no map" }) },
            { "invalid_messagepack", Pack.Of(new object?[] { ClientFrames.Seconds, new Pack.Map((null, 1)) }) },
            { "invalid_time", Pack.Of(new object?[] { "soon", new Pack.Map(("a", 1)) }) },
            { "invalid_time", Pack.Of(new object?[] { new Pack.Extension(3, [1]), new Pack.Map(("a", 1)) }) },
            { "time_before_retention", Pack.Of(new object?[] { -1, new Pack.Map(("a", 1)) }) },
            { "too_deep", Pack.Of(new object?[] { ClientFrames.Seconds, Nested(9) }) },
            { "too_deep", Pack.Of(new object?[] { ClientFrames.Seconds, new Pack.Map(("a", NestedArrays(500))) }) },
            { "record_too_large", Pack.Of(new object?[] { 0, new Pack.Map(("a", new string('x', 1 << 20))) }) },
        };

    [Fact]
    public void Entries_that_break_off_are_refused_together_and_those_before_them_kept()
    {
        byte[] entries = [.. Pack.Of(ClientFrames.Entry("a")), 0x92, 0xC1, .. Pack.Of(ClientFrames.Entry("b"))];

        var (outcome, stored) = Decode(Pack.Of(new object?[] { "t", entries }));

        Assert.Equal("a", stored.Records.Single().Body);
        Assert.Equal((1, RejectReason.InvalidMessagePack), (outcome.Rejected, outcome.Rejections[0].Reason));
    }

    [Fact]
    public void Messages_that_are_none_and_those_of_other_signals_go_to_quarantine()
    {
        byte[][] frames =
        [
            Pack.Of(new object?[] { "tag alone" }),
            Pack.Of(new object?[] { 17, 1, new Pack.Map() }),
            Pack.Of(new object?[] { "t", Pack.Of(ClientFrames.Entry("a")), "no options" }),
            Pack.Of(new object?[] { "t", new byte[] { 1 }, new Pack.Map(("compressed", "zstd")) }),
            Pack.Of(new object?[] { "t", new byte[] { 1 }, new Pack.Map(("fluent_signal", 1)) }),
            [0x92, 0xA1, 0xFF, 0x90],
        ];

        var (outcome, stored) = Decode([.. frames.SelectMany(f => f)]);

        Assert.Empty(stored.Records);
        Assert.Equal(
            [
                "invalid_messagepack",
                "invalid_messagepack",
                "invalid_messagepack",
                "invalid_messagepack",
                "invalid_messagepack",
                "invalid_messagepack",
            ],
            outcome.Rejections.Select(r => r.Reason.Code())
        );
    }

    [Fact]
    public void What_fluent_bit_sends_is_stored_field_by_field()
    {
        var (_, stored) = Decode([.. ClientFrames.FluentBit, .. ClientFrames.FluentBitMetadata]);

        var (first, second, third) = (stored.Records[0], stored.Records[1], stored.Records[2]);
        Assert.Equal(("Order 17 paid\n", UnixNano), (first.Body, first.TimeUnixNano));
        Assert.Equal("Order 18 refused\n", second.Body);
        Assert.Equal(
            [
                ("stream", "stdout"),
                ("kubernetes.pod_name", "shop-7d4"),
                ("kubernetes.namespace_name", "store"),
                ("kubernetes.labels.app.kubernetes.io/name", "shop"),
                ("fluent.tag", "kube.var.log.containers.shop"),
            ],
            first.Attributes
        );
        Assert.Equal(("Order 17 paid", UnixNano, "1"), (third.Body, third.TimeUnixNano, third["otlp.trace_flags"]));
    }

    [Fact]
    public void What_fluentd_and_docker_send_is_stored_field_by_field()
    {
        var (_, stored) = Decode([
            .. ClientFrames.Fluentd,
            .. ClientFrames.OldFluentd,
            .. ClientFrames.Docker,
            .. ClientFrames.DockerPartial,
            .. ClientFrames.PythonLogger,
        ]);

        Assert.Equal(
            [
                "Order 17 paid",
                "Order 18 refused",
                "Order 17 paid",
                "Order 18 refused",
                "Order 17 paid",
                "first half",
                "Order 17 paid",
            ],
            stored.Records.Select(r => r.Body)
        );
        Assert.Equal(
            (UnixNano, 9, "app.shop"),
            (stored.Records[0].TimeUnixNano, stored.Records[0].Severity, stored.Records[0].Service)
        );
        Assert.Equal(("/shop", "stdout"), (stored.Records[4]["container_name"], stored.Records[4]["source"]));
        Assert.Equal(
            ("true", "8a4f", "1", "false"),
            (
                stored.Records[5]["partial_message"],
                stored.Records[5]["partial_id"],
                stored.Records[5]["partial_ordinal"],
                stored.Records[5]["partial_last"]
            )
        );
        Assert.Equal("web-1", stored.Records[6]["sys_host"]);
    }

    [Fact]
    public void Whatever_bytes_come_every_entry_has_exactly_one_fate()
    {
        byte[][] good = [.. ClientFrames.All, [.. ClientFrames.All.SelectMany(f => f)]];
        var stored = new RecordingLogWriter();
        var pipeline = new TestPipeline(stored);
        foreach (var body in BodyMutations.Of(good, 10_000))
        {
            stored.Clear();
            var entries = 0L;
            var outcome = pipeline.Run(body, "fluent", (bytes, batch) => entries = DecodeFrames(bytes, batch));

            Assert.Equal(entries, outcome.Accepted + outcome.Rejected);
            Assert.Equal(outcome.Accepted, stored.Records.Count);
            Assert.Equal(outcome.Rejected, stored.Quarantine.Count);
        }
    }

    internal static long DecodeFrames(ReadOnlyMemory<byte> bytes, ILogPipelineBatch batch)
    {
        var framing = new MessagePackFraming(1 << 25);
        var decoder = new ForwardDecoder(TestPipeline.Limits, batch);
        while (!bytes.IsEmpty && framing.Find(bytes.Span, out var length) == FrameState.Whole)
        {
            var message = ForwardMessage.Read(bytes[..length]);
            decoder.Decode(message, message.Entries);
            bytes = bytes[length..];
        }

        return decoder.Entries;
    }

    private static long Received => (ManualTime.Start - DateTimeOffset.UnixEpoch).Ticks * 100;

    private static long TimeOf(object? time) =>
        Decode(Pack.Of(new object?[] { "t", time, new Pack.Map(("a", 1)) })).Stored.Records.Single().TimeUnixNano;

    private static Pack.Extension Timestamp96(long seconds, long nanoseconds)
    {
        var data = new byte[12];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(data, (uint)nanoseconds);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(data.AsSpan(4), seconds);
        return new Pack.Extension(-1, data);
    }

    private static Pack.Map Nested(int levels) =>
        levels == 1 ? new Pack.Map(("a", 1)) : new Pack.Map(("a", Nested(levels - 1)));

    private static object?[] NestedArrays(int levels)
    {
        object?[] array = [];
        for (var i = 0; i < levels; i++)
        {
            array = [array];
        }

        return array;
    }

    private static StoredRecord DecodeOne(Pack.Map record) =>
        Decode(
            Pack.Of(
                new object?[] { "app.shop", Pack.EventTime(ClientFrames.Seconds, ClientFrames.Nanoseconds), record }
            )
        )
            .Stored.Records.Single();

    private static (BatchOutcome Outcome, RecordingLogWriter Stored) Decode(byte[] frames)
    {
        var stored = new RecordingLogWriter();
        return (new TestPipeline(stored).Run(frames, "fluent", (bytes, batch) => DecodeFrames(bytes, batch)), stored);
    }
}
