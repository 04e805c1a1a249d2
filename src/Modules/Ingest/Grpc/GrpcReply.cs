using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Monolith.Ingest.Otlp;
using Monolith.Platform.Grpc;

namespace Monolith.Ingest.Grpc;

/// <summary>Ends a call: with a message, or with the reason why there is none.</summary>
internal static class GrpcReply
{
    private const string ContentType = "application/grpc";

    /// <summary>The call went well.</summary>
    public static async Task SendAsync(
        HttpResponse response,
        ReadOnlyMemory<byte> message,
        CancellationToken cancellationToken
    )
    {
        response.ContentType = ContentType;
        response.AppendTrailer("grpc-status", "0");
        WriteHeader(response.BodyWriter, message.Length);
        await response.BodyWriter.WriteAsync(message, cancellationToken);
    }

    /// <summary>The call failed. All there is to say stands where headers do, so that the answer has nothing else.</summary>
    /// <param name="response">Of which nothing was sent yet.</param>
    /// <param name="status">How it failed.</param>
    /// <param name="message">Why.</param>
    /// <param name="retryAfter">When to make the same call again; null when that would not help.</param>
    public static void Fail(HttpResponse response, GrpcStatus status, string message, TimeSpan? retryAfter = null)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = ContentType;
        response.Headers["grpc-status"] = ((int)status).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Escape(message);
        if (status == GrpcStatus.Unimplemented)
        {
            response.Headers["grpc-accept-encoding"] = GrpcFrame.Encodings;
        }

        if (retryAfter is not null)
        {
            var details = new ArrayBufferWriter<byte>();
            details.WriteStatus(status, message, retryAfter);
            response.Headers["grpc-status-details-bin"] = Convert.ToBase64String(details.WrittenSpan).TrimEnd('=');
        }
    }

    private static void WriteHeader(PipeWriter target, int messageBytes)
    {
        var header = target.GetSpan(GrpcFrame.HeaderBytes);
        header[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], messageBytes);
        target.Advance(GrpcFrame.HeaderBytes);
    }

    // What is no printable ASCII, and the percent sign itself, as percent signs and hexadecimal digits of its UTF-8.
    private static string Escape(string message)
    {
        var escaped = new StringBuilder(message.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(message))
        {
            if (octet is >= (byte)' ' and <= (byte)'~' and not (byte)'%')
            {
                escaped.Append((char)octet);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            }
        }

        return escaped.ToString();
    }
}
