using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Ingest.Intake;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Splunk;

/// <summary>Takes Splunk's events: JSON objects one after the other, or raw text with one event a line.</summary>
internal static class CollectEvents
{
    private static readonly string[] EventPaths =
    [
        "/services/collector",
        "/services/collector/event",
        "/services/collector/event/1.0",
    ];

    private static readonly string[] RawPaths = ["/services/collector/raw", "/services/collector/raw/1.0"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in EventPaths)
        {
            Map(routes, path, isRaw: false);
        }

        foreach (var path in RawPaths)
        {
            Map(routes, path, isRaw: true);
        }
    }

    private static void Map(IEndpointRouteBuilder routes, string path, bool isRaw)
    {
        routes
            .MapPost(
                path,
                (
                    HttpContext context,
                    LogIntake intake,
                    DecodeLimits limits,
                    AckIds acks,
                    CancellationToken cancellationToken
                ) => HandleAsync(context, intake, limits, acks, isRaw, cancellationToken)
            )
            .Describe(
                isRaw
                    ? "Takes raw text, an event a line, as Splunk's HTTP Event Collector does."
                    : "Takes events as Splunk's HTTP Event Collector does.",
                api =>
                    api.Query("channel", "The channel, for acknowledgements.")
                        .TakesAny("The events.", isRaw ? "text/plain" : "application/json")
                        .Gives(StatusCodes.Status200OK, "They are durable.", """{"text":"Success","code":0}""")
            )
            .RequireAuthorization(Permissions.WriteLogs)
            .WithMetadata(new SplunkProblemForm());

        // Docker's driver asks for OPTIONS, without its token, to see whether somebody is there.
        routes
            .MapMethods(path, [HttpMethods.Options], () => TypedResults.Ok())
            .Describe("Says that somebody is there.", api => api.Gives(StatusCodes.Status200OK, "Somebody is."))
            .AllowAnonymous();
    }

    private static async Task HandleAsync(
        HttpContext context,
        LogIntake intake,
        DecodeLimits limits,
        AckIds acks,
        bool isRaw,
        CancellationToken cancellationToken
    )
    {
        var (request, response) = (context.Request, context.Response);
        if (!Credentials.AreShown(request))
        {
            await SplunkAnswer.TokenRequired.WriteAsync(response);
            return;
        }

        var channel = Channels.Of(request);
        if (channel == Channel.Invalid)
        {
            await SplunkAnswer.InvalidChannel.WriteAsync(response);
            return;
        }

        var metadata = RequestMetadata.Of(request.Query);
        var outcome = await intake.TakeAsync(
            context,
            "splunk",
            (body, batch) =>
            {
                if (isRaw)
                {
                    new LineDecoder(body, metadata, limits, batch).Decode();
                }
                else
                {
                    new EventDecoder(body, metadata, limits, batch).Decode();
                }
            },
            cancellationToken
        );
        await WriteOutcomeAsync(response, outcome, channel == Channel.Named ? acks.Next() : null);
    }

    // Good events are kept whatever stands beside them, so a request with one is a success: a client that repeats all of what
    // was refused, as Docker's driver does, would bring them a second time.
    private static Task WriteOutcomeAsync(HttpResponse response, BatchOutcome outcome, long? ackId)
    {
        var invalid = outcome.Rejections.Count > 0 ? outcome.Rejections[0] : null;
        if (outcome.Accepted + outcome.Dropped > 0)
        {
            return SplunkAnswer.Success.WriteAsync(response, invalid?.Position - 1, ackId);
        }

        return invalid is null
            ? SplunkAnswer.NoData.WriteAsync(response)
            : SplunkAnswer.Of(invalid.Reason).WriteAsync(response, invalid.Position - 1);
    }
}
