using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Monolith.Ingest.Browsers;
using Monolith.Ingest.Intake;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Ndjson;

/// <summary>Takes log records as JSON: one a line, an array, or a single one.</summary>
internal static partial class IngestLogs
{
    private static readonly string[] MediaTypes =
    [
        "application/json",
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/x-jsonlines",
        "application/stream+json",
        "application/vnd.serilog.clef",
    ];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/v1/logs", HandleAsync)
            .Describe(
                "Takes log records as JSON: one a line, an array, or a single one.",
                api =>
                    api.Query("service", "The service of records that name none.")
                        .Query("tenant", "The tenant, where the key may name one.")
                        .Header("Idempotency-Key", "The same request counts once, however often it comes.")
                        .TakesAny("The records.", "application/json, application/x-ndjson")
                        .Gives(StatusCodes.Status200OK, "What became of them.", """{"accepted":1,"rejected":0}""")
                        .Refuses(StatusCodes.Status400BadRequest, "all-rejected")
                        .Refuses(StatusCodes.Status403Forbidden, "tenant-not-allowed")
                        .Refuses(StatusCodes.Status409Conflict, "still-under-way")
                        .Refuses(StatusCodes.Status429TooManyRequests, "quota-exceeded")
                        .Refuses(StatusCodes.Status503ServiceUnavailable, "overloaded")
            )
            .RequireAuthorization(Permissions.WriteLogs)
            .AllowBrowsers();

    private static async Task<IResult> HandleAsync(
        HttpContext context,
        LogIntake intake,
        DecodeLimits limits,
        CancellationToken cancellationToken
    )
    {
        CheckMediaType(context.Request.ContentType);
        var query = context.Request.Query;
        var defaults = RequestDefaults.Of(query);
        var outcome = await intake.TakeAsync(
            context,
            Sender.Of(context, query["tenant"].ToString()),
            "ndjson",
            (body, batch) => new NdjsonDecoder(body, limits, batch, defaults).Decode(),
            cancellationToken
        );
        return Answer(outcome);
    }

    // Forms and plain text are left out on purpose: any web page may make a browser post those to this host.
    private static void CheckMediaType(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
        {
            return;
        }

        var isKnown =
            MediaTypeHeaderValue.TryParse(contentType, out var type)
            && Array.Exists(MediaTypes, known => type.MediaType.Equals(known, StringComparison.OrdinalIgnoreCase));
        var isUtf8 = isKnown && (!type!.Charset.HasValue || IsUtf8(type.Charset.Value));
        if (!isUtf8)
        {
            throw new UnsupportedMediaException(
                $"Use one of these content types, in UTF-8: {string.Join(", ", MediaTypes)}."
            );
        }
    }

    private static bool IsUtf8(string charset) =>
        charset.Trim('"').ToLowerInvariant() is "utf-8" or "utf8" or "us-ascii" or "";

    private static IResult Answer(BatchOutcome outcome)
    {
        var received = outcome.Accepted + outcome.Rejected + outcome.Dropped;
        var rejections = outcome
            .Rejections.Select(r => new LineRejection(r.Position, r.Reason.Code(), r.Detail))
            .ToArray();
        var answer = new Response(
            received,
            outcome.Accepted,
            outcome.Rejected,
            outcome.Dropped,
            rejections,
            outcome.IsReplay
        );
        if (outcome.Rejected == 0 || outcome.Rejected < received)
        {
            return TypedResults.Json(answer, Json.Default.Response);
        }

        var problem = new AllRejected(
            "/problems/all-rejected",
            "No record could be read.",
            StatusCodes.Status400BadRequest,
            "All records of the request were refused; they are in quarantine. Sent again as they are, they will be refused again.",
            answer.Received,
            answer.Accepted,
            answer.Rejected,
            answer.Dropped,
            rejections
        );
        return TypedResults.Json(problem, Json.Default.AllRejected, "application/problem+json", problem.Status);
    }

    /// <summary>What became of the records: received = accepted + rejected + dropped. Accepted ones are durable; they were so
    /// before when the request was replayed.</summary>
    internal sealed record Response(
        long Received,
        long Accepted,
        long Rejected,
        long Dropped,
        IReadOnlyList<LineRejection> Rejections,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Replayed
    );

    /// <summary>The RFC 9457 form of the answer, for a request of which nothing was accepted.</summary>
    internal sealed record AllRejected(
        string Type,
        string Title,
        int Status,
        string Detail,
        long Received,
        long Accepted,
        long Rejected,
        long Dropped,
        IReadOnlyList<LineRejection> Rejections
    );

    /// <summary>One record that was refused. In an array, the line is the record's place in it.</summary>
    internal sealed record LineRejection(long Line, string Reason, string Detail);

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Response))]
    [JsonSerializable(typeof(AllRejected))]
    private sealed partial class Json : JsonSerializerContext;
}
