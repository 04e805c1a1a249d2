using System.Text.Json;
using Monolith.DaprSidecar.Expressions;

namespace Monolith.DaprSidecar.Tests.Expressions;

public sealed class ExpressionTests
{
    private static readonly Dictionary<string, JsonElement> Variables = new()
    {
        ["event"] = JsonElement.Parse("""{"type":"a.b","data":{"level":"error","count":3,"ok":true,"nothing":null}}"""),
    };

    [Theory]
    [InlineData("event.type == 'a.b'", true)]
    [InlineData("event.type == \"x\"", false)]
    [InlineData("event.type != 'x' && event.data.level == 'error'", true)]
    [InlineData("event.type == 'x' || event.data.count == 3", true)]
    [InlineData("!(event.type == 'x')", true)]
    [InlineData("has(event.data.level)", true)]
    [InlineData("has(event.data.tenant)", false)]
    [InlineData("has(event.data.tenant) && event.data.tenant == 'x'", false)]
    [InlineData("event.data.tenant == 'x' || event.type == 'a.b'", true)]
    [InlineData("event.data.tenant == 'x' && event.type == 'x'", false)]
    [InlineData("event.type.startsWith('a.') && event.type.endsWith('b')", true)]
    [InlineData("event.type.contains('z')", false)]
    [InlineData("event.type.matches('^a\\\\.[bc]$')", true)]
    [InlineData("event.data.count > 2 && event.data.count <= 3.0", true)]
    [InlineData("event.data.ok", true)]
    [InlineData("event.data.nothing == null", true)]
    [InlineData("true || false && false", true)]
    public void An_expression_has_its_value(string text, bool expected) =>
        Assert.Equal(expected, Expression.Parse(text).IsTrue(Variables));

    [Theory]
    [InlineData("event.data.tenant == 'x'")]
    [InlineData("event.type.level == 'x'")]
    [InlineData("unknown == 1")]
    [InlineData("event.type")]
    [InlineData("event.data.count < 'x'")]
    [InlineData("event.data.count.startsWith('x')")]
    public void An_expression_may_have_no_value(string text) =>
        Assert.Throws<ExpressionException>(() => Expression.Parse(text).IsTrue(Variables));

    [Theory]
    [InlineData("")]
    [InlineData("event.type ==")]
    [InlineData("event.type = 'x'")]
    [InlineData("(event.type == 'x'")]
    [InlineData("has(event)")]
    [InlineData("event.type == 'x' 'y'")]
    public void What_is_no_expression_is_refused(string text) =>
        Assert.Throws<ExpressionException>(() => Expression.Parse(text));
}
