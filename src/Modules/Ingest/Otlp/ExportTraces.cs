using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Ingest.Bodies;
using Monolith.Ingest.Browsers;
using Monolith.Ingest.Intake;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Ingest.Otlp;

/// <summary>Takes spans by OTLP/HTTP, in protobuf or JSON, and answers as OTLP's specification has it.</summary>
internal static class ExportTraces
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/traces", HandleAsync)
            .Describe(
                "Takes spans by OTLP/HTTP.",
                api =>
                    api.TakesAny("An ExportTraceServiceRequest.", "application/x-protobuf, application/json")
                        .GivesAny(
                            StatusCodes.Status200OK,
                            "An ExportTraceServiceResponse.",
                            "application/x-protobuf, application/json"
                        )
            )
            .RequireAuthorization(Permissions.WriteLogs)
            .AllowBrowsers()
            .WithMetadata(new OtlpProblemForm());

    private static async Task HandleAsync(
        HttpContext context,
        SpanIntake intake,
        MemoryGate gate,
        DecodeLimits limits,
        CancellationToken cancellationToken
    )
    {
        var isJson = OtlpEncoding.IsJson(context.Request.ContentType);
        using var body = await intake.ReadAsync(context, OtlpTracesDecoder.Source, cancellationToken);
        using var protobuf = isJson
            ? await OtlpBodies.ToProtobufAsync(body, OtlpShapes.TracesRequest, gate, cancellationToken)
            : null;
        var outcome = await intake.TakeAsync(
            Sender.Of(context),
            OtlpTracesDecoder.Source,
            (protobuf ?? body).Bytes,
            (request, batch) => new OtlpTracesDecoder(request, limits, batch).Decode(),
            cancellationToken
        );
        await new OtlpAnswers(context.Response, isJson).WriteOutcomeAsync(outcome, "rejectedSpans", cancellationToken);
    }
}
