using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Monolith.Ingest.Intake;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Ingest.Gelf;

/// <summary>Takes GELF messages by HTTP: one, or several after one another.</summary>
internal static class PostGelf
{
    public static void MapGelf(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/gelf", HandleAsync)
            .Describe(
                "Takes GELF messages: one, or several after one another.",
                api =>
                    api.TakesAny("The messages.", "application/json")
                        .Gives(StatusCodes.Status202Accepted, "They are durable.")
                        .Refuses(StatusCodes.Status429TooManyRequests, "quota-exceeded")
                        .Refuses(StatusCodes.Status503ServiceUnavailable, "overloaded")
            )
            .RequireAuthorization(Permissions.WriteLogs);

    private static async Task<IResult> HandleAsync(
        HttpContext context,
        LogIntake intake,
        GelfDecoder decoder,
        CancellationToken cancellationToken
    )
    {
        CheckMediaType(context.Request.ContentType);
        var outcome = await intake.TakeAsync(context, GelfServices.Source, decoder.Decode, cancellationToken);
        return outcome is { Accepted: 0, Dropped: 0, Rejected: > 0 }
            ? TypedResults.Problem(
                $"It is in quarantine: {outcome.Rejections[0].Detail}",
                statusCode: StatusCodes.Status400BadRequest,
                title: "No record could be read.",
                type: "/problems/all-rejected"
            )
            : TypedResults.Accepted((string?)null);
    }

    // Forms and plain text are left out on purpose: any web page may make a browser post those to this host.
    private static void CheckMediaType(string? contentType)
    {
        var isJson =
            string.IsNullOrEmpty(contentType)
            || (
                MediaTypeHeaderValue.TryParse(contentType, out var type)
                && (type.MediaType == "application/json" || type.MediaType.EndsWith("+json", StringComparison.Ordinal))
            );
        if (!isJson)
        {
            throw new UnsupportedMediaException("Use the content type application/json.");
        }
    }
}
