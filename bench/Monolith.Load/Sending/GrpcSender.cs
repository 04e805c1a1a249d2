using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;

namespace Monolith.Load.Sending;

/// <summary>Calls the gRPC service, one call for each body, over HTTP/2.</summary>
internal sealed class GrpcSender : ISender
{
    private const int PrefixBytes = 5;
    private static readonly TimeSpan UsualWait = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient[] _connections;
    private readonly Uri _method;
    private readonly bool _isGzip;

    public GrpcSender(Uri server, string? apiKey, bool isGzip, int connections)
    {
        _isGzip = isGzip;
        _method = new Uri(server, Dialect.Of(Protocol.OtlpGrpc).Path);
        _connections = [.. Enumerable.Range(0, connections).Select(_ => Connect(apiKey))];
    }

    public async ValueTask<TimeSpan?> SendAsync(int connection, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Frame(body)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (_isGzip)
        {
            request.Headers.Add("grpc-encoding", "gzip");
        }

        using var response = await _connections[connection].SendAsync(request);
        _ = await response.Content.ReadAsByteArrayAsync();
        return Status(response) switch
        {
            "0" => null,
            "8" or "14" => UsualWait,
            var status => throw new InvalidOperationException($"grpc-status {status}: {response.TrailingHeaders}"),
        };
    }

    public void Dispose() => Array.ForEach(_connections, connection => connection.Dispose());

    private static HttpClient Connect(string? apiKey)
    {
        var http = new HttpClient(new SocketsHttpHandler());
        if (!string.IsNullOrEmpty(apiKey))
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        }

        return http;
    }

    // The workload has compressed the body already, if it was to be.
    private byte[] Frame(byte[] body)
    {
        var frame = new byte[PrefixBytes + body.Length];
        frame[0] = _isGzip ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), body.Length);
        body.CopyTo(frame, PrefixBytes);
        return frame;
    }

    private static string Status(HttpResponseMessage response) =>
        response.TrailingHeaders.TryGetValues("grpc-status", out var inTrailers) ? inTrailers.Single()
        : response.Headers.TryGetValues("grpc-status", out var inHeaders) ? inHeaders.Single()
        : $"missing, HTTP {(int)response.StatusCode}";
}
