using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Monolith.Platform.Problems;

namespace Monolith.Ingest.Otlp;

/// <summary>OTLP's own form of an error: a google.rpc.Status in the encoding of the request.</summary>
internal sealed class OtlpProblemForm : IProblemForm
{
    /// <inheritdoc/>
    public Task WriteAsync(HttpContext context, ProblemDetails problem) =>
        new OtlpAnswers(context.Response, OtlpEncoding.IsAnsweredInJson(context.Request.ContentType)).WriteProblemAsync(
            context.Response.StatusCode,
            problem.Detail ?? problem.Title ?? "",
            context.RequestAborted
        );
}
