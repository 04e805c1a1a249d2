using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Monolith.Host.Tests.Faults;

/// <summary>Fluent's forward protocol with acknowledgements, over a connection for each batch.</summary>
internal sealed class FluentDoor() : Door("fluent")
{
    public override async Task<bool> SendAsync(HostProcess host, int first, int count)
    {
        var chunk = $"chunk-{first}";
        var at = host.Listener("Fluent forward");
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(at);
            var stream = client.GetStream();
            await stream.WriteAsync(Message(first, count, chunk));

            // {"ack": the chunk's name}
            byte[] expected = [0x81, .. Text("ack"), .. Text(chunk)];
            var answer = new byte[expected.Length];
            await stream.ReadExactlyAsync(answer);
            Assert.Equal(expected, answer);
            return true;
        }
        catch (SocketException gone)
        {
            throw new IOException("The host went away.", gone);
        }
    }

    // [tag, [[time, record], …], {"chunk": name}], in MessagePack.
    private byte[] Message(int first, int count, string chunk) =>
        [
            0x93,
            .. Text(Service),
            0xDC,
            (byte)(count >> 8),
            (byte)count,
            .. Enumerable.Range(first, count).SelectMany(Entry),
            0x81,
            .. Text("chunk"),
            .. Text(chunk),
        ];

    private IEnumerable<byte> Entry(int number)
    {
        var seconds = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(seconds, (uint)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        return
        [
            0x92,
            0xCE,
            .. seconds,
            0x83,
            .. Text("message"),
            .. Text($"number {number}"),
            .. Text("service"),
            .. Text(Service),
            .. Text("number"),
            .. Text($"{number}"),
        ];
    }

    // All are shorter than 32 bytes, whose length is in the first byte.
    private static byte[] Text(string text) => [(byte)(0xA0 | text.Length), .. Encoding.ASCII.GetBytes(text)];
}
