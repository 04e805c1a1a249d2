using Monolith.Processing.Contracts;
using static Monolith.Processing.Tests.Enrichment.EnrichWorld;

namespace Monolith.Processing.Tests.Enrichment;

public sealed class CorrelationTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Span = "00f067aa0ba902b7";
    private const string Parent = $"00-{Trace}-{Span}-01";

    [Theory]
    [InlineData("x-correlation-id")]
    [InlineData("X-Correlation-ID")]
    [InlineData("x_correlation_id")]
    [InlineData("CorrelationId")]
    [InlineData("correlation.id")]
    [InlineData("http.request.header.x-correlation-id")]
    [InlineData("http.request.header.x_correlation_id")]
    public void A_correlation_id_is_known_by_many_names(string name) =>
        Assert.Equal("c-1", Text(new EnrichWorld().Apply(With($"{name}=c-1")).CorrelationId));

    [Theory]
    [InlineData("X-Request-ID")]
    [InlineData("RequestId")]
    [InlineData("http.request.header.x-request-id")]
    public void So_is_a_request_id(string name) =>
        Assert.Equal("r-1", Text(new EnrichWorld().Apply(With($"{name}=r-1")).RequestId));

    [Theory]
    [InlineData("traceparent")]
    [InlineData("http.request.header.traceparent")]
    public void A_trace_context_becomes_the_trace_the_span_and_the_correlation_id(string name)
    {
        var record = new EnrichWorld().Apply(With($"{name}={Parent}"));

        Assert.Equal(
            (Trace, Span),
            (Convert.ToHexStringLower(record.TraceId.Span), Convert.ToHexStringLower(record.SpanId.Span))
        );
        Assert.Equal(Trace, Text(record.CorrelationId));
    }

    [Theory]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e473x-00f067aa0ba902b7-01")]
    [InlineData("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7")]
    [InlineData("")]
    public void What_is_no_trace_context_is_none(string parent) =>
        Assert.True(new EnrichWorld().Apply(With($"traceparent={parent}")).TraceId.IsEmpty);

    [Fact]
    public void What_the_request_says_holds_for_records_that_say_nothing()
    {
        var world = new EnrichWorld(ids: Ids());

        var silent = world.Apply(With());
        var own = world.Apply(
            With("CorrelationId=own", "RequestId=mine", $"traceparent=00-{new string('a', 32)}-{Span}-01")
        );

        Assert.Equal(("from-header", "request-7"), (Text(silent.CorrelationId), Text(silent.RequestId)));
        Assert.Equal(Trace, Convert.ToHexStringLower(silent.TraceId.Span));
        Assert.Equal(("own", "mine"), (Text(own.CorrelationId), Text(own.RequestId)));
        Assert.Equal(new string('a', 32), Convert.ToHexStringLower(own.TraceId.Span));
    }

    [Fact]
    public void A_record_that_belongs_to_nothing_gets_an_id_that_no_other_has()
    {
        var ids = Enumerable
            .Range(0, 10_000)
            .AsParallel()
            .Select(_ => Text(new EnrichWorld().Apply(With()).CorrelationId))
            .ToHashSet();

        Assert.Equal(10_000, ids.Count);
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{16}$", id));
        Assert.True(new EnrichWorld("""{"make_correlation_id": false}""").Apply(With()).CorrelationId.IsEmpty);
    }

    private static RequestIds Ids()
    {
        TraceParent.TryRead(Bytes(Parent).Span, new byte[TraceParent.Bytes], out var trace);
        return new RequestIds(Bytes("from-header"), Bytes("request-7"), trace);
    }
}
