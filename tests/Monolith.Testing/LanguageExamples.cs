using System.Text;
using Monolith.Platform.Signals;

namespace Monolith.Testing;

/// <summary>Questions of the search language over a few records, and which of them each one means: for everything that answers
/// questions, over one record or over what is stored.</summary>
public static class LanguageExamples
{
    /// <summary>The names of the records.</summary>
    public static readonly IReadOnlyList<string> Names = ["pay", "slow", "bare", "odd"];

    /// <summary>The questions, and the names of the records that each one means.</summary>
    public static readonly IReadOnlyList<(string Query, string Records)> All =
    [
        ("", "pay slow bare odd"),
        // Words: whole, in any case of A to Z.
        ("payment", "pay"),
        ("PAYMENT", "pay"),
        ("pay", ""),
        ("\"timed out\"", "pay"),
        ("\"out timed\"", ""),
        ("10.0.0.1", "pay"),
        ("größe", "slow"),
        ("GRÖSSE", ""),
        ("timed slow", ""),
        ("timed OR slow", "pay slow"),
        ("NOT timed", "slow bare odd"),
        ("timed AND NOT out", ""),
        ("* -timed", "slow bare odd"),
        // Wildcards in a word.
        ("pay*", "pay"),
        ("*ment", "pay"),
        ("p?yment", "pay"),
        ("gr?ße", "slow"),
        ("gr??ße", ""),
        ("t*d", "pay"),
        ("pa", ""),
        // Expressions.
        ("/[Pp]ayment timed.(in|out)/", "pay"),
        ("/payment timed/", ""),
        ("/(?i)payment TIMED/", "pay"),
        ("/^Slow.*line$/", "slow"),
        ("/first$/", ""),
        ("/(?m)first$/", "slow"),
        ("/Gr.ße/", "slow"),
        ("/\\d+\\.\\d+\\.\\d+\\.\\d+/", "pay"),
        ("http.route:/^\\/pay$/", "pay"),
        // The body as a whole.
        ("body:*", "pay slow odd"),
        ("body=*timed*", "pay"),
        ("body=*TIMED*", ""),
        ("body=\"x\"", "odd"),
        ("body:x", "odd"),
        // Values of fields: exact.
        ("service:checkout", "pay"),
        ("service:Checkout", ""),
        ("service:check", ""),
        ("service!=checkout", "slow bare odd"),
        ("service:(checkout OR shop)", "pay slow"),
        ("service:(checkout, shop, checkout)", "pay slow"),
        ("service:c*", "pay"),
        ("service:*o?t", "pay"),
        ("service:*", "pay slow odd"),
        ("service:\"\"", "bare"),
        ("service:\"*\"", "odd"),
        ("service:\\*", "odd"),
        ("service:/op|out/", "pay slow"),
        ("source:ndjson", "pay"),
        ("event_name:order.paid", "slow"),
        ("correlation:c-1 request:r-1 user:u-1", "pay"),
        ("method:POST", "pay"),
        ("route:/pay", "pay"),
        ("route:/orders/*", "slow"),
        ("url:*id=7", "pay"),
        ("client.ip:10.0.0.1", "pay"),
        ("user_agent:curl*", "pay"),
        // Attributes: of the record, or else of its resource. What is empty is not there.
        ("order.id:4711", "pay"),
        ("order.ID:4711", ""),
        ("k8s.pod.name:pod-7", "pay"),
        ("k8s.pod.name:*", "pay slow"),
        ("where:record", "slow"),
        ("where:resource", "pay"),
        ("twice:first", "odd"),
        ("twice:second", ""),
        ("empty:*", ""),
        ("absent:x", ""),
        ("absent!=x", "pay slow bare odd"),
        ("url.path:/orders/7", "slow"),
        ("\"name with : and \\\"\":v", "odd"),
        ("\"status\":shipped", "slow"),
        ("k8s.pod.name:(pod-7 OR pod-8)", "pay slow"),
        // Numbers.
        ("duration_ms>=12.1", "pay slow"),
        ("duration_ms>12.1", "slow"),
        ("duration_ms:12.1", "pay"),
        ("duration_ms<1s", "pay"),
        ("duration:[1s TO 2s]", "slow"),
        ("duration:{1s TO 1.5s}", ""),
        ("NOT duration_ms>=12.1", "bare odd"),
        ("duration_ms:*", "pay slow"),
        ("status:503", "pay"),
        ("status:5??", "pay"),
        ("status:5*", "pay"),
        ("status:/0/", "pay slow"),
        ("status:[200 TO 299]", "slow"),
        ("status>=200", "pay slow"),
        ("NOT status>=400", "slow bare odd"),
        ("size>=1000", "pay slow"),
        ("size:1e3", "slow"),
        ("size:1000", ""),
        ("size:[1000 TO 1000]", "slow"),
        ("size<0", "odd"),
        ("size:{* TO 1500}", "slow odd"),
        ("mixed>1", ""),
        ("mixed:*", "pay slow odd"),
        ("order.id>4710", "pay"),
        // Severities.
        ("severity:error", "pay"),
        ("severity:18", "pay"),
        ("severity:17", ""),
        ("severity>error", ""),
        ("severity>=warn", "pay slow"),
        ("severity<=info", "odd"),
        ("severity<warn", "odd"),
        ("level:(warn OR error)", "pay slow"),
        ("severity:*", "pay slow odd"),
        ("severity:unspecified", "bare"),
        ("NOT severity>=warn", "bare odd"),
        ("severity:notice", "odd"),
        // Ids of traces.
        ("trace:74726163652D6F662D7061792D303031", "pay"),
        ("trace:74726163652d6f662d7061792d303032", ""),
        ("trace:7472*", "pay"),
        ("trace:*", "pay"),
        ("span:7370616e2d303031", "pay"),
        ("NOT trace:*", "slow bare odd"),
        // Time. It is 2026-03-04T05:06:07Z.
        ("timestamp>=2026-03-04", "pay slow"),
        ("timestamp:2026-03-04", "pay slow"),
        ("timestamp:2026-03-03", "bare"),
        ("timestamp:2026-03-04T05:06", "pay"),
        ("timestamp<2026-03-04T05:06:07.5Z", "slow bare odd"),
        ("timestamp>=now-2h", "pay slow"),
        ("timestamp:[now-2h TO now-1h]", "slow"),
        ("timestamp:*", "pay slow bare odd"),
        // All of it together.
        ("service:checkout severity>=warn -debug (timed OR lost) duration_ms<100 k8s.pod.name:pod-*", "pay"),
        ("NOT (service:checkout OR NOT level:warn)", "slow"),
    ];

    /// <summary>When the questions are asked: 2026-03-04T05:06:07Z.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private const long Second = 1_000_000_000;

    private static readonly long NowNanos = Now.ToUnixTimeSeconds() * Second;

    /// <summary>A record, made anew.</summary>
    public static LogRecord Record(string name) =>
        name switch
        {
            "pay" => Pay(),
            "slow" => Slow(),
            "bare" => new LogRecord { TimeUnixNano = NowNanos - 24L * 3600 * Second },
            "odd" => Odd(),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };

    private static LogRecord Pay()
    {
        var record = new LogRecord
        {
            TimeUnixNano = NowNanos + Second / 2,
            Severity = (SeverityNumber)18,
            SeverityText = Bytes("ERROR"),
            ServiceName = Bytes("checkout"),
            Source = Bytes("ndjson"),
            CorrelationId = Bytes("c-1"),
            RequestId = Bytes("r-1"),
            UserId = Bytes("u-1"),
            TraceId = Bytes("trace-of-pay-001"),
            SpanId = Bytes("span-001"),
            DurationMs = 12.1,
            HttpMethod = Bytes("POST"),
            HttpRoute = Bytes("/pay"),
            HttpUrl = Bytes("https://shop.example/pay?id=7"),
            HttpStatus = 503,
            ClientAddress = Bytes("10.0.0.1"),
            UserAgent = Bytes("curl/8.5"),
            Body = Bytes("Payment timed-out, after 3 tries at 10.0.0.1"),
        };
        Add(record.Attributes, ("order.id", "4711"), ("size", "2048"), ("mixed", "5 tries"), ("empty", ""));
        Add(record.Resource, ("k8s.pod.name", "pod-7"), ("where", "resource"));
        return record;
    }

    private static LogRecord Slow()
    {
        var record = new LogRecord
        {
            TimeUnixNano = NowNanos - 5400 * Second,
            Severity = SeverityNumber.Warn,
            ServiceName = Bytes("shop"),
            EventName = Bytes("order.paid"),
            DurationMs = 1500,
            HttpRoute = Bytes("/orders/{id}"),
            HttpUrl = Bytes("/orders/7"),
            HttpStatus = 200,
            Body = Bytes("Slow query: Größe first\nsecond line"),
        };
        Add(record.Attributes, ("where", "record"), ("size", "1e3"), ("mixed", "nan"), ("status", "shipped"));
        Add(record.Resource, ("k8s.pod.name", "pod-8"), ("where", "resource"));
        return record;
    }

    private static LogRecord Odd()
    {
        var record = new LogRecord
        {
            TimeUnixNano = NowNanos - 72L * 3600 * Second,
            Severity = (SeverityNumber)10,
            ServiceName = Bytes("*"),
            Body = Bytes("x"),
        };
        Add(
            record.Attributes,
            ("twice", "first"),
            ("size", "-.5"),
            ("mixed", " 5"),
            ("name with : and \"", "v"),
            ("order.id", "")
        );
        return record;
    }

    private static void Add(AttributeList attributes, params ReadOnlySpan<(string Name, string Value)> items)
    {
        foreach (var (name, value) in items)
        {
            attributes.Add(Bytes(name), Bytes(value));
        }
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
