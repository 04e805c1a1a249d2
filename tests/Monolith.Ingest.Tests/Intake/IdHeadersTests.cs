using System.Text;
using Microsoft.AspNetCore.Http;
using Monolith.Ingest.Intake;

namespace Monolith.Ingest.Tests.Intake;

public sealed class IdHeadersTests
{
    [Fact]
    public void What_a_request_belongs_to_is_in_its_headers()
    {
        var ids = IdHeaders.Read(
            new HeaderDictionary
            {
                ["x-correlation-id"] = "c-1",
                ["X-Request-ID"] = "r-1",
                ["traceparent"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            }
        )!;

        Assert.Equal("c-1", Encoding.UTF8.GetString(ids.CorrelationId.Span));
        Assert.Equal("r-1", Encoding.UTF8.GetString(ids.RequestId.Span));
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", Convert.ToHexStringLower(ids.Trace.TraceId.Span));
        Assert.Equal("00f067aa0ba902b7", Convert.ToHexStringLower(ids.Trace.SpanId.Span));
    }

    [Fact]
    public void Headers_that_say_nothing_of_use_say_nothing() =>
        Assert.Null(
            IdHeaders.Read(
                new HeaderDictionary { ["X-Correlation-ID"] = new string('c', 129), ["traceparent"] = "00-none" }
            )
        );
}
