using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>Marks an endpoint whose path a web page may have too: it is there for the methods that it names, and not for
/// whoever asks for HTML.</summary>
/// <param name="Methods">The methods.</param>
internal sealed record NotForBrowsers(params string[] Methods)
{
    /// <summary>Whether the endpoint takes the request.</summary>
    public bool Takes(HttpRequest request) =>
        Array.Exists(Methods, method => HttpMethods.Equals(method, request.Method))
        && !request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Looks away from those endpoints when they do not take the request, as if they were not there: another one with
/// the same path may take it, and when there is none it is 404.</summary>
internal sealed class NotForBrowsersPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    /// <inheritdoc/>
    public override int Order => 0;

    /// <inheritdoc/>
    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<NotForBrowsers>() is not null);

    /// <inheritdoc/>
    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (
                candidates.IsValidCandidate(i)
                && candidates[i].Endpoint.Metadata.GetMetadata<NotForBrowsers>() is { } condition
                && !condition.Takes(httpContext.Request)
            )
            {
                candidates.SetValidity(i, value: false);
            }
        }

        return Task.CompletedTask;
    }
}
