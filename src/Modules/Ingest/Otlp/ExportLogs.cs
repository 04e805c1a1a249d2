using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Monolith.Ingest.Bodies;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Otlp;

/// <summary>Takes log records by OTLP/HTTP, in protobuf or JSON, and answers as OTLP's specification has it.</summary>
internal static class ExportLogs
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/logs", HandleAsync).RequireAuthorization(Permissions.WriteLogs);

    private static async Task HandleAsync(
        HttpContext context,
        BodyReader bodies,
        MemoryGate gate,
        DecodeLimits limits,
        ILogPipeline pipeline,
        IngestMetrics metrics,
        CancellationToken cancellationToken
    )
    {
        var isJson = IsJson(context.Request.ContentType);
        var answers = new OtlpAnswers(context.Response, isJson);
        try
        {
            using var body = await bodies.ReadAsync(context.Request, cancellationToken);
            metrics.BodyRead(body.Length, "otlp");
            using var protobuf = isJson ? await ToProtobufAsync(body, gate, cancellationToken) : null;
            using var batch = pipeline.Open(new BatchOrigin(TenantId.Of(context.User), "otlp"));
            new OtlpLogsDecoder((protobuf ?? body).Bytes, limits, batch).Decode();
            var outcome = await batch.CommitAsync(cancellationToken);
            await answers.WriteOutcomeAsync(outcome, cancellationToken);
        }
        catch (ProblemException problem)
        {
            var retryAfter = (problem as OverloadedException)?.RetryAfter;
            await answers.WriteProblemAsync(problem.Status, problem.Message, retryAfter, cancellationToken);
        }
        catch (BadHttpRequestException bad)
        {
            await answers.WriteProblemAsync(bad.StatusCode, bad.Message, retryAfter: null, cancellationToken);
        }
    }

    private static bool IsJson(string? contentType)
    {
        if (MediaTypeHeaderValue.TryParse(contentType, out var type))
        {
            switch (type.MediaType.Value)
            {
                case "application/json":
                    return true;
                case "application/x-protobuf" or "application/protobuf":
                    return false;
            }
        }

        throw new UnsupportedMediaException(
            "Use one of these content types: application/x-protobuf, application/json."
        );
    }

    private static async ValueTask<PooledBody> ToProtobufAsync(
        PooledBody json,
        MemoryGate gate,
        CancellationToken cancellationToken
    )
    {
        var size = (int)Math.Min(OtlpJson.MaxProtobufBytes(json.Length), Array.MaxLength);
        var protobuf = new PooledBody(gate, size);
        try
        {
            var room = await protobuf.GetRoomAsync(size, cancellationToken);
            protobuf.Advance(OtlpJson.WriteLogsRequest(json.Bytes.Span, room.Span));
            return protobuf;
        }
        catch
        {
            protobuf.Dispose();
            throw;
        }
    }
}
