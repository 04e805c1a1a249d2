using System.Text;
using Microsoft.Extensions.Options;
using Monolith.Ingest.Sockets;
using Monolith.Ingest.Syslog;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Tests.Syslog;

public sealed class SyslogDecoderTests
{
    private static readonly ReadOnlyMemory<byte> Peer = "192.0.2.7"u8.ToArray();

    [Fact]
    public void Every_part_of_a_message_has_its_place()
    {
        var record = DecodeOne(
            """<165>1 2026-03-04T05:06:07.003Z web-1 checkout 8710 PAID [order@32473 id="17" note="a \"b\" \] \\ \n"][empty@1] paid in 3 ms"""
        );

        Assert.Equal(new DateTimeOffset(2026, 3, 4, 5, 6, 7, 3, TimeSpan.Zero), record.Time);
        Assert.Equal("paid in 3 ms", record.Body);
        Assert.Equal("checkout", record.Service);
        Assert.Equal(10, record.Severity);
        Assert.Equal("syslog", record.Source);
        Assert.Equal([("host.name", "web-1")], record.Resource);
        Assert.Equal(
            [
                ("syslog.facility", "local4"),
                ("process.pid", "8710"),
                ("syslog.msgid", "PAID"),
                ("syslog.sd.order@32473.id", "17"),
                ("syslog.sd.order@32473.note", """a "b" ] \ \n"""),
                ("syslog.sd.empty@1", ""),
                ("network.peer.address", "192.0.2.7"),
            ],
            record.Attributes
        );
    }

    [Theory]
    [InlineData(0, 21)]
    [InlineData(1, 19)]
    [InlineData(2, 18)]
    [InlineData(3, 17)]
    [InlineData(4, 13)]
    [InlineData(5, 10)]
    [InlineData(6, 9)]
    [InlineData(7, 5)]
    public void Severities_are_those_of_opentelemetrys_data_model(int syslog, int expected)
    {
        Assert.Equal(expected, DecodeOne($"<{8 + syslog}>Mar  4 05:06:07 h a: m").Severity);
    }

    [Fact]
    public void A_process_id_that_is_no_number_keeps_its_own_name()
    {
        Assert.Equal("worker-1", DecodeOne("<13>1 - h a worker-1 - - m")["syslog.procid"]);
    }

    [Fact]
    public void Where_a_message_names_no_host_its_senders_address_is_the_host()
    {
        Assert.Equal([("host.name", "192.0.2.7")], DecodeOne("<13>no host").Resource);
    }

    [Fact]
    public void What_is_no_syslog_is_kept_whole_without_a_severity()
    {
        var record = DecodeOne("no syslog at all");

        Assert.Equal("no syslog at all", record.Body);
        Assert.Equal(0, record.Severity);
        Assert.Equal(ManualTime.Start, record.Time);
    }

    [Fact]
    public void A_message_in_json_is_read_into_the_record()
    {
        var record = DecodeOne(
            """<134>Mar  4 05:06:07 web-1 app[7]: @cee: {"message":"paid","level":"error","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","order":{"id":17}}"""
        );

        Assert.Equal("paid", record.Body);
        Assert.Equal(17, record.Severity);
        Assert.Equal("app", record.Service);
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", record.TraceId);
        Assert.Equal("17", record["order.id"]);
        Assert.Equal("7", record["process.pid"]);
    }

    [Theory]
    [InlineData("""@cee: {"message":"cut""")]
    [InlineData("""@cee: {"message":"a"} and more""")]
    [InlineData("@cee:")]
    public void Json_that_cannot_be_read_stays_text(string text)
    {
        var record = DecodeOne($"<134>Mar  4 05:06:07 web-1 app: {text}");

        Assert.Equal(text, record.Body);
        Assert.Equal("app", record.Service);
        Assert.Equal(2, record.Attributes.Count);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_read_as_iso_8859_1_and_leave_no_trace_in_the_next_message()
    {
        var stored = new RecordingLogWriter();

        Decode(
            stored,
            [.. "<13>Mar  4 05:06:07 wei\u00DF app: gr\u00FC\u00DFe".Select(c => (byte)c)],
            "<13>Mar  4 05:06:07 web-1 app: next"u8.ToArray()
        );

        Assert.Equal(["grüße", "next"], stored.Records.Select(r => r.Body));
        Assert.Equal(["weiß", "web-1"], stored.Records.Select(r => r.Resource.Single().Value));
    }

    [Fact]
    public void A_message_that_is_too_large_is_quarantined_and_its_neighbours_are_kept()
    {
        var stored = new RecordingLogWriter();

        Decode(stored, "<13>a"u8.ToArray(), new byte[TestPipeline.Limits.MaxRecordBytes + 1], "<13>b"u8.ToArray());

        Assert.Equal(["a", "b"], stored.Records.Select(r => r.Body));
        Assert.Equal("record_too_large", Assert.Single(stored.Quarantine).Reason);
    }

    [Fact]
    public void Records_share_their_resource_only_while_the_host_is_the_same()
    {
        var stored = new RecordingLogWriter();

        Decode(
            stored,
            "<13>1 - web-1 a - - - 1"u8.ToArray(),
            "<13>1 - web-1 a - - - 2"u8.ToArray(),
            "<13>1 - web-2 a - - - 3"u8.ToArray()
        );

        Assert.Equal(["web-1", "web-1", "web-2"], stored.Records.Select(r => r.Resource.Single().Value));
    }

    [Fact]
    public void Damaged_messages_are_kept_or_quarantined_each()
    {
        byte[][] good =
        [
            Encoding.UTF8.GetBytes(
                """<165>1 2026-03-04T05:06:07.003Z web-1 checkout 8710 PAID [order@32473 id="17" n="\"\]"][e@1] paid"""
            ),
            "<38>Mar  4 05:06:07.123 web-1 sshd[4721]: Accepted publickey"u8.ToArray(),
            "<189>29: router1: *Mar  4 2026 05:06:07.123 UTC: %LINK-3-UPDOWN: Interface"u8.ToArray(),
            Encoding.UTF8.GetBytes("""<13>2026-03-04T05:06:07+01:00 h a[1]: @cee: {"msg":"a","b":{"c":[1]}}"""),
        ];
        var stored = new RecordingLogWriter();
        var messages = BodyMutations.Of(good, 10_000).Where(message => message.Length > 0).ToArray();

        Decode(stored, messages);

        Assert.Equal(messages.Length, stored.Records.Count + stored.Quarantine.Count);
    }

    [Fact]
    public void Messages_cost_no_allocation_on_their_way_to_storage()
    {
        byte[][] messages =
        [
            .. Enumerable.Repeat(
                Encoding.UTF8.GetBytes(
                    """<165>1 2026-03-04T05:06:07.003Z web-1 checkout 8710 PAID [o@1 id="17" n="\""] paid"""
                ),
                1000
            ),
            .. Enumerable.Repeat("<38>Mar  4 05:06:07 web-1 sshd[4721]: Accepted"u8.ToArray(), 1000),
        ];
        var pipeline = new TestPipeline(new ForgetfulWriter());
        var decoder = NewDecoder();

        // However many they are, they have a batch and its outcome.
        Assert.InRange(Allocations.LeastOf(() => Run(pipeline, decoder, messages)), 0, 2_000);
    }

    private static StoredRecord DecodeOne(string message)
    {
        var stored = new RecordingLogWriter();
        Decode(stored, Encoding.UTF8.GetBytes(message));
        return stored.Records.Single();
    }

    private static void Decode(RecordingLogWriter stored, params byte[][] messages) =>
        Run(new TestPipeline(stored), NewDecoder(), messages);

    private static void Run(TestPipeline pipeline, SyslogDecoder decoder, byte[][] messages) =>
        pipeline.Run(default, "syslog", (_, batch) => DecodeAll(decoder, messages, batch));

    private static void DecodeAll(SyslogDecoder decoder, byte[][] messages, ILogPipelineBatch batch)
    {
        var position = 0L;
        foreach (var message in messages)
        {
            decoder.Decode(new SocketMessage(message, Peer, ++position), batch);
        }
    }

    private static SyslogDecoder NewDecoder() =>
        new(Options.Create(new SyslogOptions()), TestPipeline.Limits, new ManualTime());
}
