using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Monolith.Ingest.Otlp;
using Monolith.Platform.Problems;

namespace Monolith.Ingest.Grpc;

/// <summary>gRPC's own form of an error: a status, and the time to try again where there is one.</summary>
internal sealed class GrpcProblemForm : IProblemForm
{
    /// <inheritdoc/>
    public Task WriteAsync(HttpContext context, ProblemDetails problem)
    {
        GrpcReply.Fail(
            context.Response,
            OtlpMessages.CodeOf(context.Response.StatusCode),
            problem.Detail ?? problem.Title ?? "",
            RetryAfter(context.Response)
        );
        return Task.CompletedTask;
    }

    private static TimeSpan? RetryAfter(HttpResponse response) =>
        int.TryParse(
            response.Headers.RetryAfter.ToString(),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var seconds
        )
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
