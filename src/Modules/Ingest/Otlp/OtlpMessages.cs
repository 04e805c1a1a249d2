using System.Buffers;
using Microsoft.AspNetCore.Http;
using Monolith.Platform.Grpc;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Otlp;

/// <summary>The messages that OTLP answers with, in protobuf, and the codes in them.</summary>
internal static class OtlpMessages
{
    private const int ListedReasons = 5;
    private const string RetryInfo = "type.googleapis.com/google.rpc.RetryInfo";

    /// <summary>The response to an export: empty, or with what was rejected as its partial success.</summary>
    public static void WriteExportResponse(this IBufferWriter<byte> target, BatchOutcome outcome)
    {
        if (outcome.Rejected > 0)
        {
            var partial = new ArrayBufferWriter<byte>();
            partial.WriteNumber(1, (ulong)outcome.Rejected);
            partial.WriteText(2, Summary(outcome));
            target.WriteBytes(1, partial.WrittenSpan);
        }
    }

    /// <summary>A google.rpc.Status.</summary>
    /// <param name="target">Where it goes.</param>
    /// <param name="code">Its code.</param>
    /// <param name="message">What went wrong.</param>
    /// <param name="retryAfter">When to send the same again; null when that would not help.</param>
    public static void WriteStatus(
        this IBufferWriter<byte> target,
        GrpcStatus code,
        string message,
        TimeSpan? retryAfter = null
    )
    {
        target.WriteNumber(1, (ulong)code);
        target.WriteText(2, message);
        if (retryAfter is { } delay)
        {
            var duration = new ArrayBufferWriter<byte>();
            duration.WriteNumber(1, (ulong)Math.Ceiling(delay.TotalSeconds));
            var retry = new ArrayBufferWriter<byte>();
            retry.WriteBytes(1, duration.WrittenSpan);
            var any = new ArrayBufferWriter<byte>();
            any.WriteText(1, RetryInfo);
            any.WriteBytes(2, retry.WrittenSpan);
            target.WriteBytes(3, any.WrittenSpan);
        }
    }

    /// <summary>How many records were rejected, and why the first of them were.</summary>
    public static string Summary(BatchOutcome outcome)
    {
        var received = outcome.Accepted + outcome.Rejected + outcome.Dropped;
        var reasons = outcome
            .Rejections.Take(ListedReasons)
            .Select(r => $"record {r.Position}: {r.Reason.Code()}. {r.Detail}");
        var more = outcome.Rejected > ListedReasons ? " …" : "";
        return $"{outcome.Rejected} of {received} records were rejected. {string.Join(" ", reasons)}{more}";
    }

    /// <summary>The code that OTLP's clients know an HTTP status by. They send again after <c>Unavailable</c>,
    /// <c>DeadlineExceeded</c>, and <c>ResourceExhausted</c> with the time to do so; after no other of these.</summary>
    public static GrpcStatus CodeOf(int httpStatus) =>
        httpStatus switch
        {
            StatusCodes.Status401Unauthorized => GrpcStatus.Unauthenticated,
            StatusCodes.Status403Forbidden => GrpcStatus.PermissionDenied,
            StatusCodes.Status404NotFound => GrpcStatus.NotFound,
            StatusCodes.Status415UnsupportedMediaType => GrpcStatus.Unimplemented,
            StatusCodes.Status408RequestTimeout or StatusCodes.Status504GatewayTimeout => GrpcStatus.DeadlineExceeded,
            StatusCodes.Status429TooManyRequests => GrpcStatus.ResourceExhausted,
            StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable => GrpcStatus.Unavailable,
            // A request that is too large stays so. Some clients would repeat ResourceExhausted for ever.
            < StatusCodes.Status500InternalServerError => GrpcStatus.InvalidArgument,
            _ => GrpcStatus.Internal,
        };
}
