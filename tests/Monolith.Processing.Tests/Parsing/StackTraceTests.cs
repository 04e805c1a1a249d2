using static Monolith.Processing.Tests.Parsing.ParseWorld;

namespace Monolith.Processing.Tests.Parsing;

public sealed class StackTraceTests
{
    private const string DotNet = """
        System.InvalidOperationException: No stock left.
        Ask again.
           at Shop.Cart.Add(Item item) in /src/Cart.cs:line 12
           at Shop.Api.<Post>d__7.MoveNext() in /src/Api.cs:line 90
        --- End of stack trace from previous location ---
           at Program.Main()
        """;

    private const string Java = """
        Checkout failed
        Exception in thread "main" java.lang.IllegalStateException: No stock left.
        	at com.shop.Cart.add(Cart.java:12)
        	at com.shop.Api$$Lambda$14/0x01.run(Unknown Source)
        Caused by: java.io.IOException: gone
        	... 2 more
        """;

    private const string Python = """
        Traceback (most recent call last):
          File "/app/shop.py", line 12, in checkout
            cart.add(item)
            ^^^^^^^^
          File "/app/cart.py", line 7, in add
            raise StockError("No stock left.")
        shop.errors.StockError: No stock left.
        """;

    private const string Node = """
        TypeError [ERR_INVALID_ARG]: No stock left.
            at Cart.add (/app/cart.js:12:7)
            at async /app/api.js:90:3
        """;

    private const string Go = """
        panic: runtime error: index out of range [5] with length 3

        goroutine 1 [running]:
        main.(*Cart).Add(0xc000012345, 0x5)
        	/app/cart.go:12 +0x1d
        main.main()
        	/app/main.go:7 +0x25
        exit status 2
        """;

    [Theory]
    [InlineData(DotNet, "System.InvalidOperationException", "No stock left.\nAsk again.")]
    [InlineData(Java, "java.lang.IllegalStateException", "No stock left.")]
    [InlineData(Python, "shop.errors.StockError", "No stock left.")]
    [InlineData(Node, "TypeError", "No stock left.")]
    [InlineData(Go, "runtime error", "index out of range [5] with length 3")]
    public void What_was_thrown_and_what_it_says_are_found(string text, string type, string message)
    {
        var fields = Of("""{"format": "stack_trace"}""").Read(text);

        Assert.Equal($"exception.type={type}", fields[0]);
        Assert.Equal($"exception.message={message}", fields[1]);
        Assert.StartsWith("exception.stacktrace=", fields[2], StringComparison.Ordinal);
        Assert.Matches("^exception.fingerprint=[0-9a-f]{16}$", fields[3]);
    }

    [Fact]
    public void What_stands_before_the_trace_is_the_message_of_the_record()
    {
        var record = Record(Java);

        Of("""{"format": "stack_trace"}""").Apply(record);

        Assert.Equal("Checkout failed", Text(record.Body));
    }

    [Theory]
    [InlineData(DotNet, "line 12", "line 13", "d__7", "d__8")]
    [InlineData(Java, "Cart.java:12", "Cart.java:99", "Lambda$14/0x01", "Lambda$15/0x02")]
    [InlineData(Python, "line 12", "line 99", "/app/", "/srv/")]
    [InlineData(Node, ":12:7", ":99:1", "No stock left", "Other words")]
    [InlineData(Go, "0xc000012345", "0xc000099999", ":12 +0x1d", ":13 +0x2d")]
    public void The_fingerprint_is_of_the_frames_and_not_of_lines_builds_and_messages(
        string text,
        string line,
        string otherLine,
        string build,
        string otherBuild
    )
    {
        var world = Of("""{"format": "stack_trace"}""");
        var other = text.Replace(line, otherLine, StringComparison.Ordinal)
            .Replace(build, otherBuild, StringComparison.Ordinal);
        var elsewhere = text.Replace("Cart", "Basket", StringComparison.Ordinal)
            .Replace("cart.py", "basket.py", StringComparison.Ordinal);

        Assert.NotEqual(text, other);
        Assert.Equal(world.Read(text)[3], world.Read(other)[3]);
        Assert.NotEqual(world.Read(text)[3], world.Read(elsewhere)[3]);
    }

    [Theory]
    [InlineData("all is well")]
    [InlineData("look at it. (now)")]
    [InlineData("")]
    public void A_text_without_a_trace_has_none(string text)
    {
        var record = Record(text);

        Of("""{"format": "stack_trace"}""").Apply(record);

        Assert.Empty(Attributes(record));
    }
}
