using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Monolith.Platform.Problems;

namespace Monolith.Ingest.Loki;

/// <summary>Loki's own form of an error: one line of plain text, which its clients write to their logs.</summary>
internal sealed class LokiProblemForm : IProblemForm
{
    /// <inheritdoc/>
    public Task WriteAsync(HttpContext context, ProblemDetails problem) =>
        WriteAsync(context.Response, problem.Detail ?? problem.Title ?? "", context.RequestAborted);

    /// <summary>Writes the text; the status is set already.</summary>
    public static Task WriteAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.XContentTypeOptions = "nosniff";
        return response.WriteAsync($"{text}\n", cancellationToken);
    }
}
