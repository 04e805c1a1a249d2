using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace Monolith.DaprSidecar.Workflows.Grpc;

/// <summary>One call of one method.</summary>
/// <param name="Context">The HTTP exchange under it.</param>
/// <param name="Answer">Where its messages go.</param>
/// <param name="Ending">Ends with the caller, its deadline or the listener.</param>
internal sealed record GrpcCall(HttpContext Context, GrpcAnswer Answer, CancellationToken Ending)
{
    /// <summary>Answers one message with one message.</summary>
    public async Task UnaryAsync<TRequest>(
        MessageParser<TRequest> parser,
        int maxBytes,
        Func<TRequest, CancellationToken, Task<IMessage>> answer
    )
        where TRequest : IMessage<TRequest>
    {
        var request = await GrpcFrames.ReadSingleAsync(Context.Request.Body, parser, maxBytes, Ending);
        var response = await answer(request, Ending);
        await Answer.SendAsync(GrpcFrames.Encode(response, maxBytes), Ending);
    }
}
