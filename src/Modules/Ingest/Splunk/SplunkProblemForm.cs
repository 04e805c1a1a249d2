using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Monolith.Platform.Problems;

namespace Monolith.Ingest.Splunk;

/// <summary>The collector's own form of an error: a code and its words.</summary>
internal sealed class SplunkProblemForm : IProblemForm
{
    /// <inheritdoc/>
    public Task WriteAsync(HttpContext context, ProblemDetails problem)
    {
        var answer = context.Response.StatusCode switch
        {
            StatusCodes.Status401Unauthorized => OfChallenge(context.Request),
            StatusCodes.Status403Forbidden => SplunkAnswer.InvalidToken,
            StatusCodes.Status413PayloadTooLarge => SplunkAnswer.TooLarge,
            StatusCodes.Status415UnsupportedMediaType => SplunkAnswer.InvalidFormat with { Status = 415 },
            StatusCodes.Status429TooManyRequests => SplunkAnswer.Busy with { Status = 429 },
            >= 500 and var status => SplunkAnswer.Busy with { Status = status },
            _ => SplunkAnswer.InvalidFormat,
        };
        return answer.WriteAsync(context.Response);
    }

    private static SplunkAnswer OfChallenge(HttpRequest request)
    {
        if (Credentials.AreShown(request))
        {
            return Credentials.AreUnderstood(request) ? SplunkAnswer.InvalidToken : SplunkAnswer.InvalidAuthorization;
        }

        return request.Query.ContainsKey("token") ? SplunkAnswer.TokenInQuery : SplunkAnswer.TokenRequired;
    }
}
