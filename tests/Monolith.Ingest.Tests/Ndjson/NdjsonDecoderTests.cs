using System.Text;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Tests.Ndjson;

public sealed class NdjsonDecoderTests
{
    [Theory]
    [InlineData("{\"msg\":\"a\"}\n{\"msg\":\"b\"}")]
    [InlineData("\uFEFF{\"msg\":\"a\"}\r\n\r\n  {\"msg\":\"b\"}  \n")]
    [InlineData("[{\"msg\":\"a\"},{\"msg\":\"b\"}]")]
    [InlineData(" [\n  { \"msg\" : \"a\" },\n  {\"msg\":\"b\"}\n]\n")]
    [InlineData("{\n  \"msg\": \"a\"\n}\n{\n  \"msg\": \"b\"\n}\n")]
    [InlineData("{\"msg\":\"a\",\n \"x\":[1,\n2]}{\"msg\":\"b\"}")]
    public void Records_are_found_in_lines_arrays_and_spread_objects(string body)
    {
        var (outcome, stored) = TestPipeline.DecodeJson(body);

        Assert.Equal(["a", "b"], stored.Records.Select(r => r.Body));
        Assert.Equal((2, 0), (outcome.Accepted, outcome.Rejected));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\n\t")]
    [InlineData("[]")]
    [InlineData(" [ ] ")]
    public void A_body_without_records_has_none(string body)
    {
        var (outcome, _) = TestPipeline.DecodeJson(body);

        Assert.Equal((0, 0), (outcome.Accepted, outcome.Rejected));
    }

    [Theory]
    [InlineData("[{\"msg\":\"a\"},{\"msg\":tru},{\"msg\":\"b\"}]", 2, RejectReason.InvalidJson)]
    [InlineData("[{\"msg\":\"a\"},{\"msg\":\"b\"},7]", 3, RejectReason.NotAnObject)]
    [InlineData("[{\"msg\":\"a\"},\"x]\",{\"msg\":\"b\"}]", 2, RejectReason.NotAnObject)]
    [InlineData("[{\"msg\":\"a\"},{\"msg\":\"b\"},{\"msg\":", 3, RejectReason.InvalidJson)]
    [InlineData("[{\"msg\":\"a\"},{\"msg\":\"b\"}] x", 3, RejectReason.InvalidJson)]
    [InlineData("{\"msg\":\"a\"}\n{\"msg\":\"b\"\n{\"msg\":\"b\"}", 2, RejectReason.InvalidJson)]
    [InlineData("{\"msg\":\"a\"}\n{\"x\":\"un\nended\"}\n{\"msg\":\"b\"}", 2, RejectReason.InvalidJson)]
    [InlineData("{\"msg\":\"a\"}\n\n[1]\n{\"msg\":\"b\"}", 3, RejectReason.NotAnObject)]
    [InlineData("{\"msg\":\"a\"}\n{\"msg\":\"c\"} {\"msg\":\"d\"}\n{\"msg\":\"b\"}", 2, RejectReason.InvalidJson)]
    [InlineData("{\"msg\":\"a\"}\n{\"time\":\"soon\"}\n{\"msg\":\"b\"}", 2, RejectReason.InvalidTime)]
    [InlineData("{\n\"msg\":\"a\"}\n{\n\"msg\":01}\n{\n\"msg\":\"b\"}", 3, RejectReason.InvalidJson)]
    public void A_bad_record_is_named_by_its_place_and_its_neighbours_are_kept(
        string body,
        long position,
        object reason
    )
    {
        var (outcome, stored) = TestPipeline.DecodeJson(body);

        Assert.Equal(["a", "b"], stored.Records.Select(r => r.Body));
        Assert.Contains(outcome.Rejections, r => r.Position == position && r.Reason == (RejectReason)reason);
        Assert.Equal(outcome.Rejected, stored.Quarantine.Count);
    }

    [Theory]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{a:1}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":01}")]
    [InlineData("{\"a\":+1}")]
    [InlineData("{\"a\":1.}")]
    [InlineData("{\"a\":.5}")]
    [InlineData("{\"a\":1e}")]
    [InlineData("{\"a\":-}")]
    [InlineData("{\"a\":nul}")]
    [InlineData("{\"a\":True}")]
    [InlineData("{\"a\":\"\\x\"}")]
    [InlineData("{\"a\":\"\\u12g4\"}")]
    [InlineData("{\"a\":\"tab\there\"}")]
    [InlineData("{\"a\":[1,]}")]
    [InlineData("{\"a\":[1}")]
    [InlineData("{\"a\":{\"b\":1}")]
    [InlineData("{\"a\":1}}")]
    [InlineData("{\"a\":\"\\\"}")]
    [InlineData("{,}")]
    public void What_is_no_json_is_rejected(string line)
    {
        var (outcome, _) = TestPipeline.DecodeJson("{\"msg\":\"first\"}\n" + line + "\n");

        Assert.Equal((1, 1), (outcome.Accepted, outcome.Rejected));
        Assert.Equal(RejectReason.InvalidJson, outcome.Rejections[0].Reason);
    }

    [Fact]
    public void A_line_that_is_not_utf8_is_rejected_alone()
    {
        byte[] body = [.. "{\"msg\":\"a\"}\n{\"msg\":\""u8, 0xC3, 0x28, .. "\"}\n{\"msg\":\"ü\"}"u8];

        var (outcome, stored) = TestPipeline.DecodeJson(body);

        Assert.Equal(["a", "ü"], stored.Records.Select(r => r.Body));
        Assert.Equal((2, RejectReason.InvalidUtf8), (outcome.Rejections[0].Position, outcome.Rejections[0].Reason));
    }

    [Fact]
    public void Whatever_bytes_come_every_line_has_exactly_one_fate()
    {
        var good = "{\"msg\":\"a \\u00e4\",\"x\":{\"y\":[1,2.5e3,null]},\"time\":1772600767}\n"u8;
        var stored = new RecordingLogWriter();
        var pipeline = new TestPipeline(stored);
        for (var seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            var body = new byte[good.Length * 5];
            for (var i = 0; i < 5; i++)
            {
                good.CopyTo(body.AsSpan(i * good.Length));
            }

            // The first line stays whole, so that the body stays one of lines.
            for (var i = random.Next(1, 12); i > 0; i--)
            {
                body[random.Next(good.Length, body.Length)] = (byte)random.Next(256);
            }

            stored.Clear();
            var outcome = pipeline.Run(body, isOtlp: false);

            Assert.Equal(NonEmptyLines(body), outcome.Accepted + outcome.Rejected);
            Assert.Equal(outcome.Accepted, stored.Records.Count);
            Assert.Equal(outcome.Rejected, stored.Quarantine.Count);
        }
    }

    [Fact]
    public void A_record_says_the_same_with_and_without_space_whatever_came_before_it()
    {
        var (tight, wide) = (new RecordingLogWriter(), new RecordingLogWriter());
        var (forTight, forWide) = (new TestPipeline(tight), new TestPipeline(wide));
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var records = Enumerable.Range(0, 30).Select(_ => RandomProperties(random)).ToArray();
            tight.Clear();
            wide.Clear();
            var ofTight = forTight.Run(Lines(records, name => $"\"{name}\":", ","), isOtlp: false);
            var ofWide = forWide.Run(Lines(records, name => $" \"{name}\" : ", " , "), isOtlp: false);

            Assert.Equal(
                ofWide.Rejections.Select(r => (r.Position, r.Reason, r.Detail)),
                ofTight.Rejections.Select(r => (r.Position, r.Reason, r.Detail))
            );
            Assert.Equal(wide.Records.Count, tight.Records.Count);
            foreach (var (expected, found) in wide.Records.Zip(tight.Records))
            {
                Assert.Equivalent(WhatItSays(expected), WhatItSays(found));
            }
        }
    }

    [Fact]
    public void Attributes_of_http_become_fields_unless_a_template_may_name_them()
    {
        var (_, stored) = TestPipeline.DecodeJson(
            """
            {"http.method":"GET","http.request.method":"PUT","http.route":"","url.full":"/a","http.status_code":"204","user_agent.original":null}
            {"@mt":"{http.method} took {http.status_code}","http.method":"GET","http.status_code":999}
            """
        );

        var (first, second) = (stored.Records[0], stored.Records[1]);
        Assert.Equal(("GET", "/a", 204, ""), (first.HttpMethod, first.HttpUrl, first.HttpStatus, first.UserAgent));
        Assert.Equal(("PUT", ""), (first["http.request.method"], first["http.route"]));
        Assert.Equal(("GET took 999", "GET", "999"), (second.Body, second.HttpMethod, second["http.status_code"]));
    }

    private static StoredRecord WhatItSays(StoredRecord record) =>
        record with
        {
            ObservedTimeUnixNano = 0,
            CorrelationId = "",
        };

    // Few names, so that they come again in other orders; and values of which some are none.
    private static (string Name, string Value)[] RandomProperties(Random random)
    {
        string[] names =
        [
            "time",
            "level",
            "msg",
            "service",
            "user_id",
            "http.route",
            "http.status_code",
            "duration_ms",
            "a",
            "ab",
            "abc",
            "a.b",
            "x.22222222222222222222222222",
            "x.222222222222222222222222222",
            "x.2222222222222222222222222222",
            "x.a.long.name.that.no.vector.holds",
            "\\u0061b",
            "q\\\"",
            "q\"",
            "\u00e4",
            "level ",
        ];
        string[] values =
        [
            "\"\"",
            "\"a\"",
            "\"200\"",
            "\"with \\\"escapes\\\" \u00e4\"",
            "\"a text that is longer than any vector, by far and wide and more\"",
            "200",
            "-1.5e3",
            "0",
            "01",
            "1.",
            "true",
            "null",
            "nul",
            "{}",
            "{\"b\":1,\"a\":{\"b\":\"c\"}}",
            "[1,\"2\"]",
            "\"un",
        ];
        var usual = random.Next(names.Length);
        return
        [
            ("ts", "1772600767"),
            .. Enumerable
                .Range(0, random.Next(8))
                .Select(i =>
                    (
                        names[random.Next(4) == 0 ? random.Next(names.Length) : (usual + i) % names.Length],
                        values[random.Next(3) == 0 ? random.Next(values.Length) : random.Next(6)]
                    )
                ),
        ];
    }

    private static byte[] Lines((string Name, string Value)[][] records, Func<string, string> write, string comma) =>
        Encoding.UTF8.GetBytes(
            string.Concat(
                records.Select(record => "{" + string.Join(comma, record.Select(p => write(p.Name) + p.Value)) + "}\n")
            )
        );

    [Fact]
    public void Random_bytes_never_throw()
    {
        string alphabet = "{}[]\",:\\ \n019.eE-+truefalsn\u00e4";
        var stored = new RecordingLogWriter();
        var pipeline = new TestPipeline(stored);
        for (var seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            var text = new string([
                .. Enumerable.Range(0, random.Next(60)).Select(_ => alphabet[random.Next(alphabet.Length)]),
            ]);
            var body = Encoding.UTF8.GetBytes(
                (seed % 3) switch
                {
                    0 => "[" + text,
                    1 => "{\n" + text,
                    _ => text,
                }
            );

            stored.Clear();
            var outcome = pipeline.Run(body, isOtlp: false);

            Assert.Equal(outcome.Accepted + outcome.Rejected, stored.Records.Count + stored.Quarantine.Count);
        }
    }

    private static int NonEmptyLines(byte[] body)
    {
        var lines = 0;
        foreach (var line in body.AsSpan().Split((byte)'\n'))
        {
            lines += body.AsSpan()[line].Trim(" \t\r"u8).IsEmpty ? 0 : 1;
        }

        return lines;
    }
}
