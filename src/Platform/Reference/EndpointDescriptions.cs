using Microsoft.AspNetCore.Builder;

namespace Monolith.Platform.Reference;

/// <summary>Describes endpoints for the reference of the API.</summary>
public static class EndpointDescriptions
{
    /// <summary>Describes an endpoint, or all endpoints of a group that do not describe themselves.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="summary">What it does, in one sentence.</param>
    /// <param name="say">Says what it reads and how it answers.</param>
    public static T Describe<T>(this T endpoint, string summary, Action<EndpointDescription>? say = null)
        where T : IEndpointConventionBuilder
    {
        var description = new EndpointDescription(summary);
        say?.Invoke(description);
        return endpoint.WithMetadata(description);
    }
}
