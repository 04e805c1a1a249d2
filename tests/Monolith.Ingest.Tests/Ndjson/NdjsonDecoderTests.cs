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
