using System.Text;
using Monolith.Ingest.Json;
using Monolith.Platform.Json;

namespace Monolith.Ingest.Tests.Json;

public sealed class JsonBracketsTests
{
    [Theory]
    [InlineData("{}", 2)]
    [InlineData("[]  ", 2)]
    [InlineData("{\"a\":\"}\"} ", 9)]
    [InlineData("{\"a\":\"\\\"}\"}", 11)]
    [InlineData("{\"a\":\"\\\\\"}}", 10)]
    [InlineData("[[{}],[]]x", 9)]
    [InlineData("{", 0)]
    [InlineData("{\"a\":\"}", 0)]
    [InlineData("", 0)]
    public void A_value_ends_with_the_bracket_that_closes_it(string json, int length) =>
        Assert.Equal(length, JsonBrackets.LengthOf(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void On_any_text_it_finds_the_end_that_a_plain_loop_finds(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var text = "{" + string.Concat(Enumerable.Range(0, random.Next(300)).Select(_ => Piece(random)));
            var bytes = Encoding.ASCII.GetBytes(text);

            Assert.Equal(Plainly(bytes), JsonBrackets.LengthOf(bytes));
        }
    }

    private static char Piece(Random random) =>
        random.Next(8) == 0 ? "{}[]\"\\"[random.Next(6)]
        : random.Next(30) == 0 ? '\\'
        : 'a';

    private static int Plainly(byte[] json)
    {
        var (depth, isInString) = (0, false);
        for (var i = 0; i < json.Length; i++)
        {
            switch ((char)json[i])
            {
                case '\\' when isInString || (i + 1 < json.Length && json[i + 1] is (byte)'"' or (byte)'\\'):
                    i++;
                    break;
                case '"':
                    isInString = !isInString;
                    break;
                case '{' or '[' when !isInString:
                    depth++;
                    break;
                case '}' or ']' when !isInString && --depth == 0:
                    return i + 1;
            }
        }

        return 0;
    }
}
