using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Ingest.Bodies;
using Monolith.Ingest.Intake;
using Monolith.Ingest.Otlp;
using Monolith.Platform.Security;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Grpc;

/// <summary>Takes log records by OTLP/gRPC.</summary>
internal static class ExportByGrpc
{
    private const string Source = "otlp";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(GrpcMethods.ExportLogs, TakeLogsAsync)
            .RequireAuthorization(Permissions.WriteLogs)
            .WithMetadata(new GrpcProblemForm());

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
            bodies,
            (request, batch) => new OtlpLogsDecoder(request, limits, batch).Decode(),
            cancellationToken
        );

    private static async Task TakeAsync<TBatch>(
        HttpContext context,
        SignalIntake<TBatch> intake,
        BodyReader bodies,
        Decode<TBatch> decode,
        CancellationToken cancellationToken
    )
        where TBatch : IPipelineBatch
    {
        var sender = Sender.Of(context);
        using var call = await intake.ReadAsync(context, sender, Source, cancellationToken);
        var frame = GrpcFrame.Read(call.Bytes, context.Request.Headers["grpc-encoding"].ToString());
        using var plain = await frame.DecompressAsync(bodies, cancellationToken);
        var message = plain?.Bytes ?? frame.Message;
        var outcome = await intake.TakeAsync(sender, Source, message, decode, cancellationToken);
        var answer = new ArrayBufferWriter<byte>();
        answer.WriteExportResponse(outcome);
        await GrpcReply.SendAsync(context.Response, answer.WrittenMemory, cancellationToken);
    }
}
