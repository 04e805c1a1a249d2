using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Monolith.Audit.Canonical;

namespace Monolith.Audit.Tests.Canonical;

public sealed class CanonicalJsonTests
{
    // What RFC 8785 shows in its text, and what follows from it for each kind of value.
    [Theory]
    [InlineData("""[ 56, { "d": true, "10": null, "1": [ ] } ]""", """[56,{"1":[],"10":null,"d":true}]""")]
    [InlineData("""{ "péché": 2, "peach": 1, "sin": 4, "pêche": 3 }""", """{"peach":1,"péché":2,"pêche":3,"sin":4}""")]
    [InlineData(
        """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """,
        """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"""
    )]
    [InlineData(
        """{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}""",
        "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\ufb33\":3}"
    )]
    [InlineData("""{"a":"A\u030a"}""", "{\"a\":\"A\u030a\"}")]
    [InlineData(
        """{"f":{"f":"hi","F":5},"":"","A":{ },"\n":56.0}""",
        """{"":"","\n":56,"A":{},"f":{"F":5,"f":"hi"}}"""
    )]
    [InlineData(""" "\b\t\n\f\r\u0000\u001f\u007f<\/script>" """, "\"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f</script>\"")]
    [InlineData("[-0, 0.0, -1.5, 1e0, 100e-2]", "[0,0,-1.5,1,1]")]
    public void What_means_the_same_has_one_form(string json, string canonical) =>
        Assert.Equal(canonical, Canonical(json));

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""["\ud800"]""")]
    [InlineData("""{"\udc00":1}""")]
    [InlineData("[1e400]")]
    public void What_I_JSON_does_not_allow_has_none(string json) =>
        Assert.ThrowsAny<JsonException>(() => Canonical(json));

    // RFC 8785, appendix B.
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void Numbers_are_written_as_ECMAScript_writes_them(ulong bits, string text) =>
        Assert.Equal(text, CanonicalNumber.Of(BitConverter.UInt64BitsToDouble(bits)));

    [Theory]
    [InlineData(0x7ff0000000000000)]
    [InlineData(0x7fffffffffffffff)]
    public void What_is_no_finite_number_is_none(ulong bits) =>
        Assert.ThrowsAny<JsonException>(() => CanonicalNumber.Of(BitConverter.UInt64BitsToDouble(bits)));

    [Fact]
    public void Any_number_reads_back_as_itself() =>
        Prop.ForAll(
                Gen.Choose(int.MinValue, int.MaxValue).Two().ToArbitrary(),
                halves =>
                {
                    var value = BitConverter.Int64BitsToDouble(((long)halves.Item1 << 32) ^ (uint)halves.Item2);
                    return !double.IsFinite(value)
                        || double.Parse(CanonicalNumber.Of(value), CultureInfo.InvariantCulture).Equals(value);
                }
            )
            .QuickCheckThrowOnFailure();

    private static string Canonical(string json) =>
        Encoding.UTF8.GetString(CanonicalJson.Of(JsonSerializer.Deserialize<JsonElement>(json)));
}
