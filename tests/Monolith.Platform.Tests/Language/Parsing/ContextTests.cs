using Monolith.Platform.Language.Parsing;

namespace Monolith.Platform.Tests.Language.Parsing;

public sealed class ContextTests
{
    // The cursor is where the bar stands that is written ¦.
    [Theory]
    [InlineData("¦", CompletionKinds.Field | CompletionKinds.Keyword, "", 0, 0)]
    [InlineData("serv¦", CompletionKinds.Field | CompletionKinds.Keyword, "serv", 0, 4)]
    [InlineData("se¦rvice foo", CompletionKinds.Field | CompletionKinds.Keyword, "se", 0, 7)]
    [InlineData("foo ¦", CompletionKinds.Field | CompletionKinds.Keyword, "", 4, 0)]
    [InlineData("NOT le¦", CompletionKinds.Field | CompletionKinds.Keyword, "le", 4, 2)]
    [InlineData("@la¦", CompletionKinds.Field | CompletionKinds.Keyword, "@la", 0, 3)]
    [InlineData("@last 1¦", CompletionKinds.Duration, "1", 6, 1)]
    [InlineData("@from ¦", CompletionKinds.Time, "", 6, 0)]
    [InlineData("a | st¦", CompletionKinds.Stage, "st", 4, 2)]
    [InlineData("| stats co¦", CompletionKinds.Function, "co", 8, 2)]
    [InlineData("| stats ¦", CompletionKinds.Function | CompletionKinds.Keyword, "", 8, 0)]
    [InlineData("| stats p99(dur¦)", CompletionKinds.Field, "dur", 12, 3)]
    [InlineData("| stats count() b¦", CompletionKinds.Keyword, "b", 16, 1)]
    [InlineData("| stats count() by se¦", CompletionKinds.Field | CompletionKinds.Keyword, "se", 19, 2)]
    [InlineData("| top 10 ro¦", CompletionKinds.Field | CompletionKinds.Keyword, "ro", 9, 2)]
    [InlineData("| sort service de¦", CompletionKinds.Keyword, "de", 15, 2)]
    [InlineData("(a)¦", CompletionKinds.None, "", 3, 0)]
    [InlineData("\"a b\"¦", CompletionKinds.None, "", 5, 0)]
    public void What_can_stand_at_the_cursor_is_known(
        string text,
        CompletionKinds kinds,
        string prefix,
        int start,
        int length
    )
    {
        var context = ContextAt(text);

        Assert.Equal((kinds, prefix), (context.Kinds, context.Prefix));
        Assert.Equal((start, length), (context.Span.Start, context.Span.Length));
    }

    [Theory]
    [InlineData("service:¦", "service", "")]
    [InlineData("service:che¦", "service", "che")]
    [InlineData("route:/or¦", "http.route", "/or")]
    [InlineData("a service:(x OR che¦", "service", "che")]
    [InlineData("severity>=w¦", "severity", "w")]
    [InlineData("order.id!=¦", "order.id", "")]
    [InlineData("size:[1 TO ¦", "size", "")]
    public void The_field_whose_values_can_stand_at_the_cursor_is_known(string text, string field, string prefix)
    {
        var context = ContextAt(text);

        Assert.True(context.Kinds.HasFlag(CompletionKinds.Value));
        Assert.Equal((field, prefix), (context.Field?.Name, context.Prefix));
    }

    [Fact]
    public void A_value_in_quotation_marks_is_replaced_with_them()
    {
        var context = ContextAt("service:\"check out¦ now\" b");

        Assert.True(context.IsQuoted);
        Assert.Equal("check out", context.Prefix);
        Assert.Equal((8, 15), (context.Span.Start, context.Span.Length));
    }

    [Fact]
    public void Behind_a_table_its_columns_are_offered()
    {
        Assert.Null(ContextAt("| stats count() by se¦").Columns);
        Assert.Equal(["service", "count()"], ContextAt("| stats count() by service | sort ¦").Columns);
    }

    private static CompletionContext ContextAt(string text)
    {
        var position = text.IndexOf('¦', StringComparison.Ordinal);
        return LogQueryParser.ContextAt(text.Remove(position, 1), position);
    }
}
