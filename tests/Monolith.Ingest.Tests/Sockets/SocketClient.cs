using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Monolith.Ingest.Tests.Sockets;

/// <summary>A client of a TCP port that writes bytes and reads none.</summary>
internal sealed class SocketClient : IDisposable
{
    private readonly TcpClient _client = new();

    private SocketClient() { }

    /// <summary>The connection's bytes.</summary>
    public Stream Stream => _client.GetStream();

    public static async Task<SocketClient> ConnectAsync(IPEndPoint port)
    {
        var client = new SocketClient();
        await client._client.ConnectAsync(port);
        return client;
    }

    /// <summary>Writes, on a connection of its own, and ends it.</summary>
    public static async Task SendAsync(IPEndPoint port, string text)
    {
        using var client = await ConnectAsync(port);
        await client.WriteAsync(text);
    }

    public async Task WriteAsync(string text) => await Stream.WriteAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Says that nothing more will come.</summary>
    public void Finish() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Returns once the other side has ended the connection.</summary>
    public async Task WaitForEndAsync()
    {
        try
        {
            var read = await Stream.ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
            Assert.Equal(0, read);
        }
        catch (IOException)
        {
            // Ended by a reset: that is an end too.
        }
    }

    public void Dispose() => _client.Dispose();
}
