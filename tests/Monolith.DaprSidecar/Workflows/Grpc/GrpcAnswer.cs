using System.Text;
using Microsoft.AspNetCore.Http;

namespace Monolith.DaprSidecar.Workflows.Grpc;

/// <summary>The answer to one call: frames, then a status.</summary>
internal sealed class GrpcAnswer(HttpContext context, int? chunkBytes)
{
    private static readonly char[] Hex = "0123456789ABCDEF".ToCharArray();

    /// <summary>Sends the headers, so that the caller knows the call has begun.</summary>
    public Task BeginAsync(CancellationToken cancellationToken) => context.Response.Body.FlushAsync(cancellationToken);

    /// <summary>Sends bytes of the body, in the chunks that a test may have asked for.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var size = chunkBytes ?? Math.Max(1, bytes.Length);
        for (var start = 0; start < bytes.Length; start += size)
        {
            var chunk = bytes.Slice(start, Math.Min(size, bytes.Length - start));
            await context.Response.Body.WriteAsync(chunk, cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
        }
    }

    /// <summary>Ends the call: in the trailers, or in the headers when nothing has been sent yet.</summary>
    public void End(int status, string? message = null)
    {
        Set("grpc-status", status.ToString());
        if (!string.IsNullOrEmpty(message))
        {
            Set("grpc-message", PercentEncode(message));
        }
    }

    private void Set(string name, string value)
    {
        if (context.Response.HasStarted)
        {
            context.Response.AppendTrailer(name, value);
        }
        else
        {
            context.Response.Headers[name] = value;
        }
    }

    /// <summary>Printable ASCII stays, except for the percent sign.</summary>
    private static string PercentEncode(string message)
    {
        var encoded = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(message))
        {
            if (b is >= 0x20 and <= 0x7e and not (byte)'%')
            {
                encoded.Append((char)b);
            }
            else
            {
                encoded.Append('%').Append(Hex[b >> 4]).Append(Hex[b & 0xf]);
            }
        }

        return encoded.ToString();
    }
}
