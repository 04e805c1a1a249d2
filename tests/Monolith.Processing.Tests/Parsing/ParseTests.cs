using System.Diagnostics;
using System.Text;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines.Kinds;
using static Monolith.Processing.Tests.Parsing.ParseWorld;

namespace Monolith.Processing.Tests.Parsing;

public sealed class ParseTests
{
    public static TheoryData<string> Documents =>
        [
            """{"format": "json"}""",
            """{"format": "logfmt"}""",
            """{"format": "kv", "pairs": ";", "equal": ":"}""",
            """{"format": "regex", "pattern": "(?<word>[a-z]+) (?<rest>.*)"}""",
            """{"format": "grok", "pattern": "%{COMBINEDAPACHELOG}"}""",
            """{"format": "apache"}""",
            """{"format": "nginx"}""",
            """{"format": "syslog"}""",
            """{"format": "stack_trace"}""",
        ];

    [Fact]
    public void Known_names_fill_the_fields_and_all_others_become_attributes()
    {
        var record = Record(
            """{"time":"2026-03-04T05:00:00Z","level":"error","msg":"no stock","service":"shop","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","http":{"method":"GET","path":"/a"},"tags":["a",1],"none":null,"n":1.50,"q":"\"x\""}"""
        );

        Of("""{"format": "json"}""").Apply(record);

        Assert.Equal(1_772_600_400_000_000_000, record.TimeUnixNano);
        Assert.Equal((SeverityNumber.Error, "error"), (record.Severity, Text(record.SeverityText)));
        Assert.Equal(("no stock", "shop"), (Text(record.Body), Text(record.ServiceName)));
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", Convert.ToHexStringLower(record.TraceId.Span));
        Assert.Equal("GET", Text(record.HttpMethod));
        Assert.Equal(["http.path=/a", """tags=["a",1]""", "n=1.50", "q=\"x\""], Attributes(record));
    }

    [Theory]
    [InlineData("level=warn msg=\"it is \\\"done\\\"\" took=12ms ok path=/a", "took=12ms", "ok=true", "path=/a")]
    [InlineData("a= b=\"\" c='d e'", "a=", "b=", "c=d e")]
    [InlineData("open=\"never closed x=1", "open=\"never", "closed=true", "x=1")]
    public void Logfmt_is_names_with_values(string body, params string[] fields) =>
        Assert.Equal(fields, Of("""{"format": "logfmt"}""").Read(body));

    [Fact]
    public void Names_and_values_may_have_separators_of_their_own() =>
        Assert.Equal(
            ["id=7", "user name=Ann Lee", "note=a;b"],
            Of("""{"format": "kv", "pairs": ";", "equal": ":"}""").Read("id: 7; user name : Ann Lee;noise;note:\"a;b\"")
        );

    [Fact]
    public void The_named_groups_of_an_expression_become_fields_in_any_script() =>
        Assert.Equal(
            ["who=Zoë", "what=größer"],
            Of("""{"format": "regex", "pattern": "user (?P<who>\\S+) is (?<what>\\S+)"}""").Read("user Zoë is größer")
        );

    [Fact]
    public void Grok_knows_the_usual_patterns_and_those_of_the_document()
    {
        var world = Of(
            """{"format": "grok", "pattern": "%{TIMESTAMP_ISO8601:timestamp} \\[%{THREAD:thread.name}\\] %{LOGLEVEL:level} %{JAVACLASS:[log][logger]} - took %{NUMBER:took:float} from %{IP:client.address}", "patterns": {"THREAD": "[a-z]+-%{INT}"}}"""
        );
        var record = Record("2026-03-04 05:00:00,250 [worker-7] WARN com.shop.Cart - took 1.5e3 from 2001:db8::7");

        world.Apply(record);

        Assert.Equal(1_772_600_400_250_000_000, record.TimeUnixNano);
        Assert.Equal(SeverityNumber.Warn, record.Severity);
        Assert.Equal("2001:db8::7", Text(record.ClientAddress));
        Assert.Equal(["thread.name=worker-7", "log.logger=com.shop.Cart", "took=1.5e3"], Attributes(record));
    }

    [Fact]
    public void Every_pattern_of_the_library_compiles()
    {
        foreach (var name in Processing.Parsing.Patterns.GrokLibrary.Patterns.Keys)
        {
            Of($$"""{"format": "grok", "pattern": "%{{{name}}:field}"}""");
        }
    }

    [Theory]
    [InlineData(
        """192.0.2.1 - ann [04/Mar/2026:06:00:00 +0100] "GET /a?b=1 HTTP/1.1" 503 12 "https://x/" "curl/8.5" rt=0.25"""
    )]
    [InlineData(
        """192.0.2.1 - ann [04/Mar/2026:06:00:00 +0100] "GET /a?b=1 HTTP/1.1" 503 12 "https://x/" "curl/8.5" "-" rt="0.25" """
    )]
    public void An_access_log_is_taken_apart(string line)
    {
        var record = Record(line);

        Of("""{"format": "nginx"}""").Apply(record);

        Assert.Equal(1_772_600_400_000_000_000, record.TimeUnixNano);
        Assert.Equal(
            ("192.0.2.1", "GET", "/a?b=1"),
            (Text(record.ClientAddress), Text(record.HttpMethod), Text(record.HttpUrl))
        );
        Assert.Equal(
            (503, SeverityNumber.Error, "curl/8.5"),
            (record.HttpStatus, record.Severity, Text(record.UserAgent))
        );
        Assert.Equal(
            [
                "user.name=ann",
                "network.protocol.version=1.1",
                "http.response.body.size=12",
                "http.request.header.referer=https://x/",
                "rt=0.25",
            ],
            Attributes(record)
        );
    }

    [Fact]
    public void A_common_log_behind_a_virtual_host_and_a_request_of_a_scanner_are_understood()
    {
        var world = Of("""{"format": "apache", "into": "web"}""");

        var fields = world.Read("""shop.example 192.0.2.1 - - [04/Mar/2026:05:00:00 +0000] "\x16\x03" 400 -""");

        Assert.Equal(
            [
                "web.timestamp=2026-03-04T05:00:00.0000000Z",
                "web.level=WARN",
                "web.client.address=192.0.2.1",
                "web.server.address=shop.example",
                @"web.http.request.line=\x16\x03",
                "web.http.response.status_code=400",
            ],
            fields
        );
    }

    [Fact]
    public void The_error_logs_of_web_servers_are_taken_apart()
    {
        var nginx = Record(
            """2026/03/04 05:00:00 [crit] 31#30: *7 connect() failed (111: refused) while connecting, client: 192.0.2.1, server: shop, request: "GET / HTTP/1.1", upstream: "http://10.0.0.7/", host: "x" """
        );
        var apache = Record(
            "[Wed Mar 04 05:00:00.123456 2026] [core:error] [pid 7:tid 9] [client 192.0.2.1:4711] AH00128: no file"
        );

        Of("""{"format": "nginx"}""").Apply(nginx);
        Of("""{"format": "apache"}""").Apply(apache);

        Assert.Equal((18, 17), ((int)nginx.Severity, (int)apache.Severity));
        Assert.StartsWith("connect() failed", Text(nginx.Body), StringComparison.Ordinal);
        Assert.Equal("AH00128: no file", Text(apache.Body));
        Assert.Equal(("192.0.2.1", "192.0.2.1"), (Text(nginx.ClientAddress), Text(apache.ClientAddress)));
        Assert.Equal(
            ["process.pid=31", "server.address=shop", "http.request.line=GET / HTTP/1.1", "upstream=http://10.0.0.7/"],
            Attributes(nginx)
        );
        Assert.Equal(["log.logger=core", "process.pid=7"], Attributes(apache));
    }

    [Theory]
    [InlineData("<165>1 2026-03-04T05:00:00Z web-1 shop 42 ID47 - it is done")]
    [InlineData("<165>Mar  4 05:00:00 web-1 shop[42]: it is done")]
    public void A_syslog_message_in_the_body_is_taken_apart(string body)
    {
        var record = Record(body);

        Of("""{"format": "syslog"}""").Apply(record);

        Assert.Equal(("it is done", "shop"), (Text(record.Body), Text(record.ServiceName)));
        Assert.Equal(10, (int)record.Severity);
        Assert.Contains("host.name=web-1", Attributes(record));
        Assert.Contains("syslog.facility=local4", Attributes(record));
        Assert.Contains("process.pid=42", Attributes(record));
    }

    [Fact]
    public void A_field_that_was_taken_apart_goes_unless_it_is_to_stay()
    {
        var gone = Record("text");
        var kept = Record("text");
        foreach (var record in new[] { gone, kept })
        {
            record.Attributes.Add("log"u8.ToArray(), "a=1"u8.ToArray());
        }

        Of("""{"format": "logfmt", "field": "log"}""").Apply(gone);
        Of("""{"format": "logfmt", "field": "log", "keep": true}""").Apply(kept);

        Assert.Equal(["a=1"], Attributes(gone));
        Assert.Equal(["log=a=1", "a=1"], Attributes(kept));
    }

    [Fact]
    public void A_body_whose_message_took_its_place_can_be_kept()
    {
        var record = Record("msg=done");

        Of("""{"format": "logfmt", "keep": true}""").Apply(record);

        Assert.Equal("done", Text(record.Body));
        Assert.Equal(["log.record.original=msg=done"], Attributes(record));
    }

    [Fact]
    public void A_text_of_another_form_fails_and_leaves_the_record_as_it_was()
    {
        var record = Record("""{"a":1,"b":""");
        record.Attributes.Add("x"u8.ToArray(), "y"u8.ToArray());

        var verdict = Of("""{"format": "json"}""").Apply(record);

        Assert.Equal((Fate.Fail, "The text is no JSON object."), (verdict.Fate, verdict.Detail));
        Assert.Equal(["x=y"], Attributes(record));
    }

    [Fact]
    public void A_text_with_more_fields_than_a_record_may_have_fails()
    {
        var body = string.Join(' ', Enumerable.Range(0, 300).Select(i => $"k{i}=v"));

        Assert.Equal(
            ["The text has more fields than a record may have attributes."],
            Of("""{"format": "logfmt"}""").Read(body)
        );
    }

    [Fact]
    public void A_time_that_storage_would_refuse_stays_an_attribute()
    {
        var record = Record("time=1999-01-01T00:00:00Z a=1");

        Of("""{"format": "logfmt"}""").Apply(record);

        Assert.Equal(Received, record.TimeUnixNano);
        Assert.Equal(["time=1999-01-01T00:00:00Z", "a=1"], Attributes(record));
    }

    [Theory]
    [InlineData("{}", "format")]
    [InlineData("""{"format": "regex", "pattern": "(a"}""", "pattern")]
    [InlineData("""{"format": "regex", "pattern": "abc"}""", "pattern")]
    [InlineData("""{"format": "grok", "pattern": "%{NOBODY:a}"}""", "pattern")]
    [InlineData("""{"format": "grok", "pattern": "%{A:a}", "patterns": {"A": "%{B}", "B": "%{A}"}}""", "pattern")]
    [InlineData("""{"format": "json", "pattern": "a"}""", "pattern")]
    [InlineData("""{"format": "kv", "equal": " "}""", "equal")]
    [InlineData("""{"format": "kv", "equal": "\\"}""", "equal")]
    public void Settings_that_make_no_sense_are_refused_where_they_are_wrong(string settings, string path) =>
        Assert.Equal(path, Assert.Throws<StageSettingsException>(() => Of(settings)).Path);

    [Theory]
    [MemberData(nameof(Documents))]
    public void No_bytes_at_all_make_it_throw(string settings)
    {
        var world = Of(settings);
        var random = new Random(7);
        string[] seeds =
        [
            """{"a":{"b":[1,"x\u00e9"]}}""",
            "a=1 b=\"c \\\" d\" e",
            """192.0.2.1 - ann [04/Mar/2026:06:00:00 +0100] "GET /a HTTP/1.1" 503 12 "-" "x" """,
            "<165>1 2026-03-04T05:00:00Z h a 42 ID [x y=\"z\"] done",
            "System.Exception: no\n   at A.B() in /x.cs:line 1\n",
            "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nValueError: x",
            "panic: x\n\ngoroutine 1 [running]:\nmain.f()\n\t/a.go:1",
            "2026/03/04 05:00:00 [crit] 31#30: *7 x, client: 1",
            "[Wed Mar 04 05:00:00.123456 2026] [core:error] [pid 7] [client 1:2] x",
        ];
        for (var round = 0; round < 4_000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(seeds[round % seeds.Length]);
            for (var i = random.Next(6); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var record = new LogRecord { Body = bytes.AsMemory(0, random.Next(bytes.Length + 1)) };
            world.Apply(record);
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void The_worst_text_takes_time_that_grows_with_its_length_alone(string settings)
    {
        var world = Of(settings);
        string[] pieces = ["\"", "a=\"", "{\"a\":", "[", "\\\"", "at a(\n", "a='b\\", "a.b: c\n", "%{", "<1>", "1:"];
        foreach (var piece in pieces)
        {
            var body = string.Concat(Enumerable.Repeat(piece, 200_000 / piece.Length));
            var watch = Stopwatch.StartNew();
            world.Read(body);

            Assert.True(
                watch.ElapsedMilliseconds < 1_000,
                $"{settings} took {watch.ElapsedMilliseconds} ms of {piece}."
            );
        }
    }

    [Theory]
    [InlineData("json", """{"level":"info","msg":"done","a":{"b":1},"c":"x\n"}""")]
    [InlineData("logfmt", "level=info msg=\"it is \\\"done\\\"\" a=1")]
    [InlineData("apache", """192.0.2.1 - ann [04/Mar/2026:06:00:00 +0100] "GET /a HTTP/1.1" 200 12 "-" "x" """)]
    [InlineData("syslog", "<165>1 2026-03-04T05:00:00Z web-1 shop 42 ID47 - it is done")]
    [InlineData("stack_trace", "System.Exception: no\n   at A.B() in /x.cs:line 1\n")]
    public void Reading_by_hand_allocates_nothing(string format, string body)
    {
        var world = Of($$"""{"format": "{{format}}"}""");
        var record = Record(body);
        var bytes = record.Body;

        Assert.Equal(0, Allocations.LeastOf(Run, times: 1_000));

        void Run()
        {
            record.Clear();
            record.Body = bytes;
            world.Apply(record);
        }
    }
}
