using System.Text;
using System.Text.Json;
using Monolith.DaprSidecar.Json;

namespace Monolith.DaprSidecar.Tests.Json;

public sealed class FloatingJsonTests
{
    [Theory]
    [InlineData("9007199254740992", "9007199254740992")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("1767225600123456789", "1767225600123456800")]
    [InlineData("-1767225600123456789", "-1767225600123456800")]
    [InlineData("100000000000000000000", "100000000000000000000")]
    [InlineData("1e21", "1e+21")]
    [InlineData("0.00001", "0.00001")]
    [InlineData("1e-7", "1e-07")]
    [InlineData("1.5", "1.5")]
    [InlineData("""{"b":[true,null,"x"],"a":1.0}""", """{"a":1,"b":[true,null,"x"]}""")]
    public void Numbers_become_doubles_and_members_are_sorted(string json, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(FloatingJson.Rewrite(JsonElement.Parse(json))));
}
