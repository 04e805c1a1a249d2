using Microsoft.AspNetCore.Http;

namespace Monolith.Platform.Documents;

/// <summary>Reads the header <c>If-Match</c>.</summary>
public static class IfMatch
{
    /// <summary>The ETag that the caller names; null when any will do.</summary>
    public static string? Of(HttpRequest request) =>
        request.Headers.IfMatch.ToString().Trim() is { Length: > 0 } text and not "*" ? text.Trim('"') : null;
}
