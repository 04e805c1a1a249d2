using Microsoft.AspNetCore.Http;

namespace Monolith.DaprSidecar;

/// <summary>What goes wrong, on purpose. Every hook acts on what comes after it was set.</summary>
public sealed class Faults
{
    internal Task PassAsync(HttpContext context, RequestDelegate next) => next(context);
}
