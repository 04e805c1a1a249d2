using System.Text;
using Monolith.Platform.Signals;

namespace Monolith.Platform.Tests.Signals;

public sealed class AttributeNameTests
{
    [Fact]
    public void A_name_has_one_number_whoever_asks_and_no_other_name_has_it()
    {
        var names = Enumerable.Range(0, 8).Select(i => $"names.{(char)('a' + i)}").ToArray();

        var numbers = new int[4][];
        Parallel.For(0, numbers.Length, i => numbers[i] = [.. names.Select(n => AttributeName.NumberOf(Utf8(n)))]);

        Assert.All(numbers, n => Assert.Equal(numbers[0], n));
        Assert.Equal(names.Length, numbers[0].Distinct().Count());
        Assert.All(numbers[0], n => Assert.InRange(n, 1, AttributeName.Numbers - 1));
        Assert.Equal(numbers[0][0], AttributeName.Of("names.a"u8).Number);
    }

    [Theory]
    [InlineData("order.4711.state")]
    [InlineData("a.name.that.is.as.long.as.a.sentence.and.comes.with.one.record.only.if.at.all")]
    [InlineData("inbox.anna@example.com")]
    public void A_name_that_may_never_come_again_or_names_somebody_has_none(string name) =>
        Assert.Equal(0, AttributeName.NumberOf(Utf8(name)));

    [Fact]
    public void An_attribute_keeps_the_number_of_its_name_as_long_as_it_keeps_the_name()
    {
        var name = AttributeName.Of("names.kept"u8);
        var attributes = new AttributeList();
        attributes.Add(Utf8("first"), Utf8("1"));
        attributes.Add(name, Utf8("2"));

        attributes.SetValue(1, Utf8("3"));
        attributes.Move(1, 0);

        Assert.Equal(name.Number, attributes.Items[0].Number);
        Assert.Equal("names.kept", Encoding.UTF8.GetString(attributes.Items[0].Key.Span));

        attributes.Rename(0, Utf8("names.other"));

        Assert.Equal(0, attributes.Items[0].Number);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
