using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Ingest.Bodies;
using Monolith.Ingest.Intake;
using Monolith.Ingest.Otlp;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Grpc;

/// <summary>Takes log records and spans by OTLP/gRPC.</summary>
internal static class ExportByGrpc
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var methods = routes
            .MapGroup("")
            .RequireAuthorization(Permissions.WriteLogs)
            .WithMetadata(new GrpcProblemForm());
        methods
            .MapPost(GrpcMethods.ExportLogs, TakeLogsAsync)
            .Describe(
                "Takes log records by OTLP/gRPC.",
                api =>
                    api.TakesAny("An ExportLogsServiceRequest.", "application/grpc")
                        .GivesAny(StatusCodes.Status200OK, "An ExportLogsServiceResponse.", "application/grpc")
            );
        methods
            .MapPost(GrpcMethods.ExportTraces, TakeSpansAsync)
            .Describe(
                "Takes spans by OTLP/gRPC.",
                api =>
                    api.TakesAny("An ExportTraceServiceRequest.", "application/grpc")
                        .GivesAny(StatusCodes.Status200OK, "An ExportTraceServiceResponse.", "application/grpc")
            );
    }

    private static Task TakeLogsAsync(
        HttpContext context,
        LogIntake intake,
        BodyReader bodies,
        DecodeLimits limits,
        CancellationToken cancellationToken
    ) =>
        TakeAsync(
            context,
            intake,
            "otlp",
            bodies,
            (request, batch) => new OtlpLogsDecoder(request, limits, batch).Decode(),
            cancellationToken
        );

    private static Task TakeSpansAsync(
        HttpContext context,
        SpanIntake intake,
        BodyReader bodies,
        DecodeLimits limits,
        CancellationToken cancellationToken
    ) =>
        TakeAsync(
            context,
            intake,
            OtlpTracesDecoder.Source,
            bodies,
            (request, batch) => new OtlpTracesDecoder(request, limits, batch).Decode(),
            cancellationToken
        );

    private static async Task TakeAsync<TBatch>(
        HttpContext context,
        SignalIntake<TBatch> intake,
        string source,
        BodyReader bodies,
        Decode<TBatch> decode,
        CancellationToken cancellationToken
    )
        where TBatch : IPipelineBatch
    {
        var sender = Sender.Of(context);
        using var call = await intake.ReadAsync(context, sender, source, cancellationToken);
        var frame = GrpcFrame.Read(call.Bytes, context.Request.Headers["grpc-encoding"].ToString());
        using var plain = await frame.DecompressAsync(bodies, cancellationToken);
        var message = plain?.Bytes ?? frame.Message;
        var outcome = await intake.TakeAsync(sender, source, message, decode, cancellationToken);
        var answer = new ArrayBufferWriter<byte>();
        answer.WriteExportResponse(outcome);
        await GrpcReply.SendAsync(context.Response, answer.WrittenMemory, cancellationToken);
    }
}
