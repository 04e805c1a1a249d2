using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Monolith.DaprSidecar.Workflows.Grpc;

/// <summary>What every call passes, whatever its method: form, token, deadline, script, and the way in which errors go out.</summary>
internal sealed class GrpcCalls(WorkflowEngine engine, string? apiToken)
{
    private readonly WorkflowMethods _methods = new(engine);

    public async Task AnswerAsync(HttpContext context, string method)
    {
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) != true)
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        context.Response.ContentType = "application/grpc";
        var answer = new GrpcAnswer(context, engine.Faults.ChunkBytes);
        if (engine.Faults.NextAnswer(method) is { } script)
        {
            await ScriptPlayer.PlayAsync(script, context, answer);
            return;
        }

        try
        {
            Check(context.Request);
            await RunAsync(context, method, answer);
            answer.End((int)GrpcStatus.Ok);
        }
        catch (GrpcException failure)
        {
            answer.End((int)failure.Status, failure.Message);
        }
        catch (WorkflowException refusal)
        {
            answer.End((int)StatusOf(refusal.Error), refusal.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone: nobody is left to answer.
        }
    }

    private async Task RunAsync(HttpContext context, string method, GrpcAnswer answer)
    {
        // A listener waits for its calls before it stops, and streams never end by themselves.
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        if (GrpcTimeout.Parse(context.Request.Headers["grpc-timeout"]) is { } timeout)
        {
            ending.CancelAfter(timeout);
        }

        try
        {
            await _methods.RunAsync(method, new GrpcCall(context, answer, ending.Token));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset((int)Http2Error.Cancel);
            throw new GrpcException(GrpcStatus.Unavailable, "the sidecar stops");
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new GrpcException(GrpcStatus.DeadlineExceeded, "the deadline has passed");
        }
    }

    private void Check(HttpRequest request)
    {
        if (request.Headers.TE != "trailers")
        {
            throw new GrpcException(GrpcStatus.Internal, "the header te: trailers is missing");
        }

        if (apiToken is not null && !IsToken(request.Headers["dapr-api-token"].ToString()))
        {
            throw new GrpcException(GrpcStatus.Unauthenticated, "invalid api token");
        }
    }

    private bool IsToken(string shown) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(apiToken!));

    private GrpcStatus StatusOf(WorkflowError error) =>
        error == WorkflowError.AlreadyExists && engine.Options.Version >= SidecarVersion.V119
            ? GrpcStatus.AlreadyExists
            : GrpcStatus.Unknown;
}
