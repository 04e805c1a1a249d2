using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Monolith.Platform.Grpc;

namespace Monolith.Platform.Workflows.Dapr.Grpc;

/// <summary>Reads how a call ended from what HTTP/2 shows of it.</summary>
internal static class GrpcOutcome
{
    // Error codes of HTTP/2 (RFC 9113, section 7).
    private const long NoError = 0x0;
    private const long RefusedStream = 0x7;
    private const long Cancel = 0x8;
    private const long EnhanceYourCalm = 0xb;
    private const long InadequateSecurity = 0xc;

    /// <summary>The status in headers or trailers; null when there is none.</summary>
    public static (GrpcStatus Status, string Message)? Read(HttpHeaders headers)
    {
        if (!headers.TryGetValues("grpc-status", out var values))
        {
            return null;
        }

        var message = headers.TryGetValues("grpc-message", out var text)
            ? Uri.UnescapeDataString(string.Join(", ", text))
            : "";
        return int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? ((GrpcStatus)number, message)
            : (GrpcStatus.Unknown, $"The status is not a number. {message}");
    }

    /// <summary>An answer that is not one of gRPC: from a proxy, or from another service on that port.</summary>
    public static GrpcException NotGrpc(HttpResponseMessage response) =>
        new(
            response.StatusCode switch
            {
                HttpStatusCode.BadRequest => GrpcStatus.Internal,
                HttpStatusCode.Unauthorized => GrpcStatus.Unauthenticated,
                HttpStatusCode.Forbidden => GrpcStatus.PermissionDenied,
                HttpStatusCode.NotFound => GrpcStatus.Unimplemented,
                HttpStatusCode.TooManyRequests
                or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout => GrpcStatus.Unavailable,
                _ => GrpcStatus.Unknown,
            },
            $"The answer is HTTP {(int)response.StatusCode} with {response.Content.Headers.ContentType?.MediaType ?? "no content type"}."
        );

    /// <summary>The connection or the stream broke.</summary>
    public static GrpcException Broken(Exception cause) =>
        new(
            FindProtocolError(cause) switch
            {
                null or NoError or RefusedStream => GrpcStatus.Unavailable,
                Cancel => GrpcStatus.Cancelled,
                EnhanceYourCalm => GrpcStatus.ResourceExhausted,
                InadequateSecurity => GrpcStatus.PermissionDenied,
                _ => GrpcStatus.Internal,
            },
            cause.Message,
            cause
        );

    private static long? FindProtocolError(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is HttpProtocolException protocol)
            {
                return protocol.ErrorCode;
            }
        }

        return null;
    }
}
