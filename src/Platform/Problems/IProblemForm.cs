using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Monolith.Platform.Problems;

/// <summary>
/// How the protocol of an endpoint says that a request failed. Endpoints carry one as metadata; those without it answer with
/// RFC 9457 problem details. Thread-safe.
/// </summary>
public interface IProblemForm
{
    /// <summary>Writes the answer. The status and <c>Retry-After</c> are set already and may be changed.</summary>
    /// <param name="context">The request and its response, of which nothing was sent yet.</param>
    /// <param name="problem">What went wrong, in words that the caller may read.</param>
    Task WriteAsync(HttpContext context, ProblemDetails problem);
}
