using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Monolith.Platform.Problems;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>Elasticsearch's own form of an error.</summary>
internal sealed class ElasticsearchProblemForm : IProblemForm
{
    private static readonly string[] Challenges = ["Basic realm=\"security\", charset=\"UTF-8\"", "ApiKey", "Bearer"];

    /// <inheritdoc/>
    public Task WriteAsync(HttpContext context, ProblemDetails problem)
    {
        var status = context.Response.StatusCode;
        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = Challenges;
        }

        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            status = BulkRequests.IsOfElasticClient(context.Request)
                ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status429TooManyRequests;
        }

        return ElasticsearchAnswer.WriteErrorAsync(
            context,
            status,
            TypeOf(status),
            problem.Detail ?? problem.Title ?? ""
        );
    }

    private static string TypeOf(int status) =>
        status switch
        {
            StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden => "security_exception",
            StatusCodes.Status413PayloadTooLarge => "content_too_long_exception",
            StatusCodes.Status415UnsupportedMediaType => "media_type_header_exception",
            StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => BulkWords.Overloaded,
            >= StatusCodes.Status500InternalServerError => "exception",
            _ => "illegal_argument_exception",
        };
}
