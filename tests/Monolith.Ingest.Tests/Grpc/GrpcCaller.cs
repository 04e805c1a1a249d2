using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using Google.Protobuf;
using Monolith.Ingest.Tests.Grpc.Messages;
using Monolith.Platform.Grpc;

namespace Monolith.Ingest.Tests.Grpc;

/// <summary>Calls the gRPC port of a host, byte by byte as the test wants it.</summary>
internal sealed class GrpcCaller : IDisposable
{
    public const string ExportLogs = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";
    public const string CheckHealth = "/grpc.health.v1.Health/Check";
    private readonly HttpClient _http;

    public GrpcCaller(IngestHost host, string scheme = "http", string? tenant = "acme")
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                // The test's certificate is nobody's.
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    Certificate = certificate?.Subject;
                    return true;
                },
            },
        };
        _http = new HttpClient(handler) { BaseAddress = new Uri($"{scheme}://{host.Listener("OTLP/gRPC")}") };
        _http.DefaultRequestHeaders.Add("X-Test-Tenant", tenant is null ? [] : [tenant]);
        _http.DefaultRequestHeaders.TE.ParseAdd("trailers");
    }

    /// <summary>The name in the certificate that the port has shown.</summary>
    public string? Certificate { get; private set; }

    /// <summary>A message as it is on the wire.</summary>
    public static byte[] Frame(byte[] message, byte flag = 0)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    /// <summary>The bytes, compressed.</summary>
    public static byte[] Gzip(byte[] plain)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return target.ToArray();
    }

    /// <summary>Exports one message.</summary>
    public Task<GrpcAnswer> ExportAsync(IMessage request, params (string Name, string Value)[] headers) =>
        CallAsync(ExportLogs, Frame(request.ToByteArray()), headers);

    /// <summary>Calls a method with these very bytes.</summary>
    public Task<GrpcAnswer> CallAsync(string method, byte[] bytes, params (string Name, string Value)[] headers) =>
        CallAsync(method, new ByteArrayContent(bytes), headers);

    /// <summary>Calls a method with what the content writes.</summary>
    public async Task<GrpcAnswer> CallAsync(
        string method,
        HttpContent content,
        params (string Name, string Value)[] headers
    )
    {
        content.Headers.ContentType ??= new MediaTypeHeaderValue("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, method)
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return new GrpcAnswer(response, bytes);
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>How a call ended.</summary>
internal sealed class GrpcAnswer(HttpResponseMessage response, byte[] bytes)
{
    public HttpStatusCode Http { get; } = response.StatusCode;

    public string? ContentType { get; } = response.Content.Headers.ContentType?.MediaType;

    /// <summary>All bytes of the body.</summary>
    public byte[] Bytes { get; } = bytes;

    /// <summary>The only message.</summary>
    public byte[] Message =>
        Bytes[0] == 0 && BinaryPrimitives.ReadInt32BigEndian(Bytes.AsSpan(1)) == Bytes.Length - 5
            ? Bytes[5..]
            : throw new InvalidOperationException("The body is not one message.");

    /// <summary>Whether the status stood where headers do.</summary>
    public bool IsTrailersOnly { get; } = response.Headers.Contains("grpc-status");

    public GrpcStatus Status { get; } = (GrpcStatus)int.Parse(Value(response, "grpc-status") ?? "-1");

    public string Reason { get; } = Uri.UnescapeDataString(Value(response, "grpc-message") ?? "");

    public string? AcceptEncoding { get; } = Value(response, "grpc-accept-encoding");

    /// <summary>What <c>grpc-status-details-bin</c> holds.</summary>
    public RpcStatus? Details { get; } =
        Value(response, "grpc-status-details-bin") is { } base64
            ? RpcStatus.Parser.ParseFrom(Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '=')))
            : null;

    private static string? Value(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var header) ? header.Single()
        : response.TrailingHeaders.TryGetValues(name, out var trailer) ? trailer.Single()
        : null;
}

/// <summary>Bytes in two pieces, each in frames of its own, whose length is not said.</summary>
internal sealed class CutContent(byte[] bytes, int cut) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(bytes.AsMemory(0, cut));
        await stream.FlushAsync();
        await stream.WriteAsync(bytes.AsMemory(cut));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
