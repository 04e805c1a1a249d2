using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Monolith.Ingest.Intake;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Seq;

/// <summary>Takes events as Seq does: lines of CLEF, or the JSON form that Seq had before it.</summary>
internal static class IngestEvents
{
    private const string Source = "seq";
    private const int ListedReasons = 5;

    private static readonly string[] MediaTypes =
    [
        "application/vnd.serilog.clef",
        "application/json",
        "application/x-ndjson",
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/api/events/raw", "/ingest/clef"])
        {
            routes
                .MapPost(path, HandleAsync)
                .Describe(
                    "Takes events as Seq does.",
                    api =>
                        api.TakesAny("Lines of CLEF, or JSON.", "application/vnd.serilog.clef, application/json")
                            .Gives(StatusCodes.Status201Created, "They are durable.", """{}""")
                )
                .RequireAuthorization(Permissions.WriteLogs)
                .WithMetadata(new SeqProblemForm());
        }
    }

    private static async Task HandleAsync(
        HttpContext context,
        LogIntake intake,
        DecodeLimits limits,
        CancellationToken cancellationToken
    )
    {
        if (SeqProblemForm.HasKey(context.Request))
        {
            throw new InvalidRequestException("apiKey", SeqProblemForm.NoKeysInAddresses);
        }

        CheckMediaType(context.Request.ContentType);
        var outcome = await intake.TakeAsync(
            context,
            Source,
            (body, batch) => new ClefDecoder(body, limits, batch).Decode(),
            cancellationToken
        );
        await AnswerAsync(context.Response, outcome, cancellationToken);
    }

    // Forms and plain text are left out on purpose: any web page may make a browser post those.
    private static void CheckMediaType(string? contentType)
    {
        var isKnown =
            string.IsNullOrEmpty(contentType)
            || (
                MediaTypeHeaderValue.TryParse(contentType, out var type)
                && Array.Exists(MediaTypes, known => type.MediaType.Equals(known, StringComparison.OrdinalIgnoreCase))
            );
        if (!isKnown)
        {
            throw new UnsupportedMediaException($"Use one of these content types: {string.Join(", ", MediaTypes)}.");
        }
    }

    // Clients send nothing below this from then on; null sets them free again.
    private static string LevelOf(SeverityNumber minimum) =>
        minimum switch
        {
            < SeverityNumber.Debug => "null",
            < SeverityNumber.Info => "\"Debug\"",
            < SeverityNumber.Warn => "\"Information\"",
            < SeverityNumber.Error => "\"Warning\"",
            < SeverityNumber.Fatal => "\"Error\"",
            _ => "\"Fatal\"",
        };

    // An error makes clients send the whole batch again or drop it, so there is none as long as something was taken.
    private static Task AnswerAsync(HttpResponse response, BatchOutcome outcome, CancellationToken cancellationToken)
    {
        var received = outcome.Accepted + outcome.Rejected + outcome.Dropped;
        if (outcome.Rejected == 0 || outcome.Rejected < received)
        {
            response.StatusCode = StatusCodes.Status201Created;
            response.ContentType = "application/json; charset=utf-8";
            return response.WriteAsync(
                $$"""{"MinimumLevelAccepted":{{LevelOf(outcome.MinimumSeverity)}}}""",
                cancellationToken
            );
        }

        var areTooLarge = outcome.Rejections.All(r => r.Reason == RejectReason.RecordTooLarge);
        var reasons = outcome
            .Rejections.Take(ListedReasons)
            .Select(r => $"Event {r.Position}: {r.Reason.Code()}. {r.Detail}");
        response.StatusCode = areTooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest;
        return SeqProblemForm.WriteAsync(
            response,
            $"None of the {received} events was taken; they are in quarantine. {string.Join(" ", reasons)}",
            cancellationToken
        );
    }
}
