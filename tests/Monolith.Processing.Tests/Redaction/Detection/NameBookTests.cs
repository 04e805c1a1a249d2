using System.Text;
using Monolith.Processing.Redaction.Detection;

namespace Monolith.Processing.Tests.Redaction.Detection;

public sealed class NameBookTests
{
    [Theory]
    [InlineData("order.id", true)]
    [InlineData("http.2.status", true)]
    [InlineData("syslog.sd.shop@32473.http.response.status_code", true)]
    [InlineData("syslog.sd.exampleSDID@32473", true)]
    [InlineData("order.4711", false)]
    [InlineData("shop@32473.order", false)]
    [InlineData("syslog.sd.job4711@32473.name", false)]
    [InlineData("syslog.sd.shop@32473.order4711", false)]
    public void Names_are_remembered_unless_they_may_hold_an_id(string text, bool isRemembered)
    {
        var book = new NameBook(Some.Redactor());
        var name = Encoding.UTF8.GetBytes(text);
        BookedName? expected = null;

        var first = book.Of(name, ref expected);
        var again = book.Of(name, ref expected);

        Assert.Equal(isRemembered, first.IsCommon);
        Assert.Equal(first, again);
        Assert.Equal(isRemembered, book.Is(expected, name));
    }

    [Fact]
    public void What_is_remembered_of_a_names_values_is_of_no_other_name_and_no_other_book()
    {
        var redactor = Some.Redactor();
        var (book, other) = (new NameBook(redactor), new NameBook(redactor));

        var sources = new[] { Source(book, "host.name"), Source(book, "host.nam"), Source(other, "host.name") };

        Assert.Equal(sources.Length, sources.Distinct().Count());
        Assert.Equal(sources[0], Source(book, "host.name"));
    }

    private static int Source(NameBook book, string name)
    {
        BookedName? expected = null;
        return book.Of(Encoding.UTF8.GetBytes(name), ref expected).Source;
    }
}
