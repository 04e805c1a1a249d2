using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Monolith.Workflows.Tests.Dapr.Grpc;

/// <summary>Speaks just enough HTTP/2 to send everybody away with an error code of its choice.</summary>
internal sealed class GoAwayServer : IAsyncDisposable
{
    private const int FrameHeaderBytes = 9;
    private const byte Headers = 0x1;
    private const byte Settings = 0x4;
    private const byte GoAway = 0x7;
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly uint _errorCode;
    private readonly Task _serving;

    public GoAwayServer(uint errorCode)
    {
        _errorCode = errorCode;
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>The bytes with which the first client began.</summary>
    public byte[] Preface { get; } = new byte["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".Length];

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await SendAwayAsync(client.GetStream());
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or InvalidOperationException)
        {
            // The test is over, or the client hung up first.
        }
    }

    private async Task SendAwayAsync(NetworkStream stream)
    {
        await stream.ReadExactlyAsync(Preface);
        await stream.WriteAsync(Frame(Settings, []));
        var header = new byte[FrameHeaderBytes];
        do
        {
            await stream.ReadExactlyAsync(header);
            await stream.ReadExactlyAsync(new byte[(header[0] << 16) | (header[1] << 8) | header[2]]);
        } while (header[3] != Headers);

        // Last stream 1: the request was seen, so the client may not send it again by itself.
        var payload = new byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(payload, 1);
        BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(4), _errorCode);
        await stream.WriteAsync(Frame(GoAway, payload));

        // A socket that is closed while the client still sends resets the connection, and the frame may be lost with it.
        stream.Socket.Shutdown(SocketShutdown.Send);
        await stream.CopyToAsync(Stream.Null);
    }

    private static byte[] Frame(byte type, byte[] payload) =>
        [0, 0, (byte)payload.Length, type, 0, 0, 0, 0, 0, .. payload];
}
