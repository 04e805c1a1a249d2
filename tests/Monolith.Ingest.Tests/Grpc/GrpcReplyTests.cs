using Microsoft.AspNetCore.Http;
using Monolith.Ingest.Grpc;
using Monolith.Platform.Grpc;

namespace Monolith.Ingest.Tests.Grpc;

public sealed class GrpcReplyTests
{
    [Theory]
    [InlineData("Not now: 17 of 18.", "Not now: 17 of 18.")]
    [InlineData("zu groß", "zu gro%C3%9F")]
    [InlineData("100 %\r\n", "100 %25%0D%0A")]
    [InlineData("~ \u007f", "~ %7F")]
    [InlineData("", "")]
    public void A_reason_is_percent_encoded(string message, string onTheWire)
    {
        var response = new DefaultHttpContext().Response;

        GrpcReply.Fail(response, GrpcStatus.InvalidArgument, message);

        Assert.Equal(
            ("3", onTheWire),
            (response.Headers["grpc-status"].ToString(), response.Headers["grpc-message"].ToString())
        );
    }
}
