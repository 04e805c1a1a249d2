using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Monolith.Ingest.Otlp;
using Monolith.Platform.Grpc;

namespace Monolith.Ingest.Grpc;

/// <summary>
/// Stands before everything else that the host answers. The gRPC port leads to the methods of gRPC and to nothing else, and
/// no other port leads to them; a call ends when its time is over; and however it ends, gRPC's clients can read it.
/// </summary>
internal sealed class GrpcGate(TimeProvider clock) : IStartupFilter
{
    // Longer ones do not fit a timer. No call takes so long.
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use(PassAsync);
            next(app);
        };

    private Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var isMethod = GrpcMethods.All.Contains(context.Request.Path.Value ?? "");
        if (context.Features.Get<GrpcConnection>() is null)
        {
            return isMethod
                ? RefuseAsync(context, StatusCodes.Status404NotFound, "That is for the gRPC port.")
                : next(context);
        }

        if (!IsGrpc(context.Request.ContentType))
        {
            return RefuseAsync(
                context,
                StatusCodes.Status415UnsupportedMediaType,
                "This port speaks gRPC alone: use the content type application/grpc. OTLP/HTTP has a port of its own."
            );
        }

        if (!isMethod)
        {
            GrpcReply.Fail(context.Response, GrpcStatus.Unimplemented, "There is no such method here.");
            return Task.CompletedTask;
        }

        return CallAsync(context, next);
    }

    private async Task CallAsync(HttpContext context, RequestDelegate next)
    {
        var header = context.Request.Headers["grpc-timeout"].ToString();
        var timeout = LongestTimeout;
        if (header.Length > 0 && !GrpcTimeout.TryParse(header, out timeout))
        {
            GrpcReply.Fail(context.Response, GrpcStatus.InvalidArgument, "The grpc-timeout is not one of gRPC.");
            return;
        }

        var gone = context.RequestAborted;
        using var deadline = new CancellationTokenSource(timeout < LongestTimeout ? timeout : LongestTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, deadline.Token);
        context.RequestAborted = either.Token;
        await next(context);
        if (context.Response.HasStarted)
        {
            return;
        }

        if (deadline.IsCancellationRequested)
        {
            GrpcReply.Fail(context.Response, GrpcStatus.DeadlineExceeded, "It took longer than the grpc-timeout.");
        }
        else if (context.Response.StatusCode != StatusCodes.Status200OK)
        {
            GrpcReply.Fail(context.Response, OtlpMessages.CodeOf(context.Response.StatusCode), "");
        }
    }

    private static bool IsGrpc(string? contentType) =>
        contentType is not null
        && (contentType.Split(';')[0].Trim().ToLowerInvariant() is "application/grpc" or "application/grpc+proto");

    private static Task RefuseAsync(HttpContext context, int status, string why) =>
        Results.Problem(statusCode: status, detail: why).ExecuteAsync(context);
}
