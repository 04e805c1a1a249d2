using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Monolith.Platform.Engine;

/// <summary>Where the embedded engine answers.</summary>
/// <param name="SocketPath">The Unix socket.</param>
public sealed record EngineEndpoint(string SocketPath)
{
    // The kernel's struct sockaddr_un has room for 108 bytes with the ending zero.
    private const int LongestPath = 107;

    /// <summary>The address to use with the handler of <see cref="CreateHandler"/>. Its host name means nothing.</summary>
    public static Uri Address { get; } = new("http://engine/");

    /// <summary>The endpoint of the engine in a folder, or beside the temporary files when the folder's path is too long.</summary>
    public static EngineEndpoint In(string engineFolder)
    {
        var path = Path.Combine(engineFolder, "engine.sock");
        if (Encoding.UTF8.GetByteCount(path) <= LongestPath)
        {
            return new EngineEndpoint(path);
        }

        // The same folder gives the same name, so that nothing is left behind when the engine is started again.
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(engineFolder)).AsSpan(0, 8));
        var folder = Directory.CreateDirectory(
            Path.Combine(Path.GetTempPath(), $"monolith-{Environment.UserName}-{name}"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
        return new EngineEndpoint(Path.Combine(folder.FullName, "engine.sock"));
    }

    /// <summary>A handler whose every connection goes to the engine.</summary>
    public SocketsHttpHandler CreateHandler() => new() { ConnectCallback = ConnectAsync, UseProxy = false };

    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
