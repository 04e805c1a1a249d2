using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Monolith.Host.Tests.Faults;

/// <summary>OTLP over gRPC. The numbers are the fields of OpenTelemetry's logs.proto.</summary>
internal sealed class GrpcDoor() : Door("grpc")
{
    private const string Method = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";
    private const int PrefixBytes = 5;

    public override async Task<bool> SendAsync(HostProcess host, int first, int count)
    {
        var records = Enumerable.Range(first, count).SelectMany(n => Field(2, Record(n)));
        var resource = Field(1, [.. Field(1, Attribute("service.name", Service))]);
        byte[] message = [.. Field(1, [.. resource, .. Field(2, [.. records])])];
        var frame = new byte[PrefixBytes + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, PrefixBytes);

        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{host.Listener("OTLP/gRPC")}{Method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        using var response = await host.Http.SendAsync(request);
        await response.Content.LoadIntoBufferAsync();
        var status = response
            .TrailingHeaders.Concat(response.Headers)
            .First(h => h.Key == "grpc-status")
            .Value.Single();
        return status switch
        {
            "0" => true,
            "8" or "14" => false,
            _ => throw new InvalidOperationException($"grpc-status {status}"),
        };
    }

    private static byte[] Record(int number) =>
        [.. Field(5, [.. Field(1, Text($"number {number}"))]), .. Field(6, Attribute("number", $"{number}"))];

    private static byte[] Attribute(string name, string value) =>
        [.. Field(1, Text(name)), .. Field(2, [.. Field(1, Text(value))])];

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    // A field of bytes: its number and kind, its length seven bits at a time, and the bytes.
    private static IEnumerable<byte> Field(int number, byte[] bytes)
    {
        yield return (byte)((number << 3) | 2);
        var length = bytes.Length;
        for (; length >= 0x80; length >>= 7)
        {
            yield return (byte)(length | 0x80);
        }

        yield return (byte)length;
        foreach (var b in bytes)
        {
            yield return b;
        }
    }
}
