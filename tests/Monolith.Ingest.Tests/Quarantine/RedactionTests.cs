using System.Diagnostics;
using System.Text;
using Monolith.Ingest.Quarantine;

namespace Monolith.Ingest.Tests.Quarantine;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("{\"password\":\"hunter2\",\"a\":1}", "{\"password\":***,\"a\":1}")]
    [InlineData("{\"db_password\" : \"a b \\\" c\"}", "{\"db_password\" : ***}")]
    [InlineData("{\"request\":\"{\\\"password\\\":\\\"hunter2\\\"}\"}", "{\"request\":\"{\\\"password\\\":***}\"}")]
    [InlineData("{\"clientSecret\":{\"a\":\"b\"},\"x\":2}", "{\"clientSecret\":***,\"x\":2}")]
    [InlineData("{\"set-cookie\":[\"a=b\",\"c=d\"]}", "{\"set-cookie\":***}")]
    [InlineData("{\"token\":\"cut in the midd", "{\"token\":***")]
    [InlineData("password=hunter2 user=anna", "password=*** user=anna")]
    [InlineData("GET /?api_key=abc&q=1", "GET /?api_key=***&q=1")]
    [InlineData("Authorization: Bearer abcdefgh.ijkl", "Authorization: *** ***")]
    [InlineData("sent with bearer abcdefghijkl to x", "sent with bearer *** to x")]
    [InlineData("eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl", "***")]
    [InlineData("mail from anna.b+c@mail.example.com!", "mail from ***!")]
    [InlineData("card 4111 1111 1111 1111 ok", "card *** ok")]
    [InlineData("card 5500-0000-0000-0004.", "card ***.")]
    [InlineData("order 4111111111111112 shipped", "order 4111111111111112 shipped")]
    [InlineData("{\"msg\":\"nothing to hide\"}", "{\"msg\":\"nothing to hide\"}")]
    public void What_looks_secret_is_covered_and_the_rest_stays(string text, string expected) =>
        Assert.Equal(expected, Redaction.Apply(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("a")]
    [InlineData("password")]
    [InlineData("password:\"")]
    [InlineData("a@")]
    [InlineData("a.")]
    [InlineData("1 ")]
    [InlineData("eyJ")]
    [InlineData("Bearer ")]
    [InlineData("token=[{")]
    [InlineData("\\\"token\\\":\\")]
    public void Text_that_was_made_to_be_slow_is_not(string piece)
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, 65_536 / piece.Length)));
        var began = Stopwatch.GetTimestamp();

        Redaction.Apply(text);

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }
}
