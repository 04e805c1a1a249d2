using Microsoft.AspNetCore.Http;
using Monolith.Platform.Reference;

namespace Monolith.Platform.Documents;

/// <summary>The header <c>If-Match</c>: with it, a change is made only to what was read.</summary>
public static class IfMatch
{
    /// <summary>The ETag that the caller names; null when any will do.</summary>
    public static string? Of(HttpRequest request) =>
        request.Headers.IfMatch.ToString().Trim() is { Length: > 0 } text and not "*" ? text.Trim('"') : null;

    /// <summary>Describes an endpoint that reads it.</summary>
    public static EndpointDescription ReadsIfMatch(this EndpointDescription api) =>
        api.Header("If-Match", "The ETag that was read: only if nobody changed it since.");
}
