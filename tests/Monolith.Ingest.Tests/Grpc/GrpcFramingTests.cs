using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Monolith.Ingest.Tests.Otlp;
using Monolith.Platform.Grpc;

namespace Monolith.Ingest.Tests.Grpc;

/// <summary>However a call is cut into pieces on its way, it is the same call.</summary>
public sealed class GrpcFramingTests
{
    // A connection of @opentelemetry/exporter-logs-otlp-grpc 0.223.1 (grpc-js 1.14.7) as it was on the wire: HTTP/2's preface,
    // its settings and window, and one call, in its headers a test's tenant.
    private const string Plain =
        "505249202a20485454502f322e300d0a0d0a534d0d0a0d0a00000604000000000000040000ffff0000000401000000000000c6010400000001418b089d5c0b8170dc684ebaef8304a960f596a49682d254d9e97aec3a4eb90f4505224f62f41e642fdc2be73cc8dc5b3b988563079acf627f864089f2b24a84ac92d43a938319292f408e9acac8b0c842d6958b510f21aa9b903485a9264fafa90b2d03497ea6f66aff50863485a9264faf40899acac8b24d494f6a7f847de65da77aaad5bcb42dab7e7d6b60f359ec496c5b28fb8f712c3569600b884cae1526b2b22d51e42add10c0570b4bbb5f8b1d75d0620d263d4c4d656440027465864d833505b11f00009500010000000100000000900a8d010a1a0a160a0c736572766963652e6e616d6512060a0473686f701000126f0a0d0a066f72646572731203312e32125e0900b69e85018b991810091a04494e464f2a170a154f7264657220313720706169643a20313220e282ac32070a016e1202181132080a026f6b1202100132140a0474616773120c2a0a0a030a01610a030a016238005900b69e85018b9918";

    // The same call of an exporter whose compression is gzip.
    private const string Zipped =
        "505249202a20485454502f322e300d0a0d0a534d0d0a0d0a00000604000000000000040000ffff0000000401000000000000d6010400000001418b089d5c0b8170dc684ebaef8304a960f596a49682d254d9e97aec3a4eb90f4505224f62f41e642fdc2be73cc8dc5b3b988563079acf627f864089f2b24a84ac92d43a938319292f408e9acac8b0c842d6958b510f21aa9b903485a9264fafa90b2d03497ea6f66aff50863485a9264faf408a9acac8b16a21e435537f839bd9ab40899acac8b24d494f6a7f847df79aa77aaad5bcb42dab7e7d6b60f359ec496c5b28fb8f712c3569600b884cae1526b2b22d51e42add10c0570b4bbb5f8b1d75d0620d263d4c4d656440027465864d833505b11f00009f000100000001010000009a1f8b0800000000000003e3ea65e492e212e3e2294e2d2acb4c4ed5cb4bcc4d1562e36229cec82f106010cae7e2e562cb2f4a492d2a166236d433128ae364d836af95b17ba68400a7148ba79f9bbf963897a83f488582a1b9424162668a9582a191c2a3a63546ec5c8c79424c1282461c5c4cf9d9424c028c46225c2c2589e9c5423c5a5c5ccc5c8c892022c982211266280013d3cdff90000000";

    // A DATA frame of the first stream with five bytes: the response, which has no field.
    private static ReadOnlySpan<byte> EmptyMessage => [0, 0, 5, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0];

    [Theory]
    [InlineData(Plain)]
    [InlineData(Zipped)]
    public async Task The_bytes_of_a_real_client_are_understood_also_when_they_come_one_by_one(string hex)
    {
        await using var host = await IngestHost.StartAsync();
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(host.Listener("OTLP/gRPC"));
        var stream = client.GetStream();

        foreach (var octet in Convert.FromHexString(hex))
        {
            await stream.WriteAsync(new[] { octet });
        }

        var answer = await ReadUntilAsync(stream, "grpc-status"u8.ToArray());
        Assert.True(answer.AsSpan().IndexOf(EmptyMessage) > 0);
        var record = host.Stored.Records.Single();
        Assert.Equal(("acme", "shop", "Order 17 paid: 12 €"), (record.Tenant, record.Service, record.Body));
        Assert.Equal((9, "INFO", IngestHost.Now), (record.Severity, record.SeverityText, record.Time));
        Assert.Equal(("17", "true", """["a","b"]"""), (record["n"], record["ok"], record["tags"]));
        Assert.Equal(("orders", "1.2"), (record["otel.scope.name"], record["otel.scope.version"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_may_be_cut_at_every_byte(bool isZipped)
    {
        await using var host = await IngestHost.StartAsync();
        using var grpc = new GrpcCaller(host);
        var message = Some.ExportRequest(Some.LogRecord()).ToByteArray();
        var frame = isZipped ? GrpcCaller.Frame(GrpcCaller.Gzip(message), 1) : GrpcCaller.Frame(message);

        for (var cut = 0; cut <= frame.Length; cut++)
        {
            var answer = await grpc.CallAsync(
                GrpcCaller.ExportLogs,
                new CutContent(frame, cut),
                ("grpc-encoding", "gzip")
            );
            Assert.Equal(GrpcStatus.Ok, answer.Status);
        }

        Assert.Equal(frame.Length + 1, host.Stored.Records.Count);
    }

    private static async Task<byte[]> ReadUntilAsync(NetworkStream stream, byte[] end)
    {
        var read = new MemoryStream();
        var buffer = new byte[4096];
        while (read.ToArray().AsSpan().IndexOf(end) < 0)
        {
            var count = await stream.ReadAsync(buffer);
            Assert.NotEqual(0, count);
            read.Write(buffer, 0, count);
        }

        return read.ToArray();
    }
}
