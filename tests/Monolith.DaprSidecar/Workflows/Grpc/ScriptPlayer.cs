using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Monolith.DaprSidecar.Workflows.Grpc;

/// <summary>Gives answers that a test has scripted.</summary>
internal static class ScriptPlayer
{
    public static async Task PlayAsync(ScriptedAnswer script, HttpContext context, GrpcAnswer answer)
    {
        var cancellationToken = context.RequestAborted;
        switch (script)
        {
            case ScriptedAnswer.TrailersOnly(var status, var message):
                answer.End(status, message);
                break;
            case ScriptedAnswer.Trailers(var status, var message):
                await answer.BeginAsync(cancellationToken);
                answer.End(status, message);
                break;
            case ScriptedAnswer.Http(var status):
                (context.Response.StatusCode, context.Response.ContentType) = (status, null);
                break;
            case ScriptedAnswer.NoStatus:
                await answer.BeginAsync(cancellationToken);
                break;
            case ScriptedAnswer.Reset(var errorCode):
                context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(errorCode);
                break;
            case ScriptedAnswer.GoAway(var status):
                context.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().RequestClose();
                answer.End(status);
                break;
            case ScriptedAnswer.Bytes(var body):
                await answer.SendAsync(body, cancellationToken);
                answer.End((int)GrpcStatus.Ok);
                break;
        }
    }
}
