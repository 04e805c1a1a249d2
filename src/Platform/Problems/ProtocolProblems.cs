using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Monolith.Platform.Problems;

/// <summary>Writes every problem of an endpoint that has an <see cref="IProblemForm"/> in that form: those that slices throw,
/// and those that the framework finds by itself, such as a fault of ours.</summary>
internal sealed class ProtocolProblems : IProblemDetailsWriter
{
    /// <inheritdoc/>
    public bool CanWrite(ProblemDetailsContext context) => FormOf(context) is not null;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        context.ProblemDetails.Title ??= ReasonPhrases.GetReasonPhrase(context.HttpContext.Response.StatusCode);
        await FormOf(context)!.WriteAsync(context.HttpContext, context.ProblemDetails);
    }

    // While an exception is handled, the endpoint is no longer the context's own.
    private static IProblemForm? FormOf(ProblemDetailsContext context) =>
        (context.AdditionalMetadata ?? context.HttpContext.GetEndpoint()?.Metadata)?.GetMetadata<IProblemForm>();
}
