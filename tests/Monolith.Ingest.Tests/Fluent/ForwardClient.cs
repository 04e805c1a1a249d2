using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Monolith.Ingest.Fluent.MessagePack;

namespace Monolith.Ingest.Tests.Fluent;

/// <summary>Speaks the forward protocol as a client does, or nearly.</summary>
internal sealed class ForwardClient : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly TcpClient _tcp;
    private readonly Stream _stream;
    private readonly List<byte> _unread = [];

    private ForwardClient(TcpClient tcp, Stream stream) => (_tcp, _stream) = (tcp, stream);

    /// <param name="host">The host.</param>
    /// <param name="from">The address that the client has; 127.0.0.1 when it is not said.</param>
    public static async Task<ForwardClient> ConnectAsync(IngestHost host, string from = "127.0.0.1")
    {
        var tcp = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0)) { ReceiveBufferSize = 4096 };
        await tcp.ConnectAsync(host.Listener("Fluent forward"));
        return new ForwardClient(tcp, tcp.GetStream());
    }

    public static async Task<ForwardClient> ConnectWithTlsAsync(IngestHost host)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(host.Listener("Fluent forward"));
        var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost");
        return new ForwardClient(tcp, tls);
    }

    public Task SendAsync(params byte[][] frames) => _stream.WriteAsync(frames.SelectMany(f => f).ToArray()).AsTask();

    /// <summary>The acknowledgements that come next, in order.</summary>
    public async Task<List<string>> ReadAcksAsync(int count)
    {
        var acks = new List<string>();
        while (acks.Count < count)
        {
            acks.Add(AckOf(await ReadAsync() ?? throw new EndOfStreamException("The host has closed the connection.")));
        }

        return acks;
    }

    /// <summary>The next value that the host sends; null when it closes the connection instead.</summary>
    public async Task<byte[]?> ReadAsync()
    {
        using var bound = new CancellationTokenSource(Bound);
        var buffer = new byte[4096];
        while (true)
        {
            var framing = new MessagePackFraming(1 << 20);
            if (framing.Find(_unread.ToArray(), out var length) == FrameState.Whole)
            {
                var value = _unread[..length].ToArray();
                _unread.RemoveRange(0, length);
                return value;
            }

            int read;
            try
            {
                read = await _stream.ReadAsync(buffer, bound.Token);
            }
            catch (IOException)
            {
                read = 0;
            }

            if (read == 0)
            {
                return null;
            }

            _unread.AddRange(buffer.AsSpan(0, read));
        }
    }

    /// <summary>Reads the greeting and answers it.</summary>
    /// <returns>The answer that was sent, whether it was accepted, and the reason that was told.</returns>
    public async Task<(byte[] Ping, bool IsAccepted, string Reason)> ShakeHandsAsync(
        string key,
        string user = "",
        string password = ""
    )
    {
        var (nonce, auth) = Challenge(await ReadAsync());
        var salt = "0123456789abcdef0123456789abcdef";
        var ping = Pack.Of(
            new object?[]
            {
                "PING",
                "client.local",
                salt,
                Digest(salt, "client.local", nonce, key),
                user,
                auth.Length > 0 ? Digest(auth, user, password) : "",
            }
        );
        await SendAsync(ping);
        var (isAccepted, reason, proof) = Pong(await ReadAsync());
        if (isAccepted)
        {
            Assert.Equal(Digest(salt, "monolith", nonce, key), proof);
        }

        return (ping, isAccepted, reason);
    }

    /// <summary>What an answer to a greeting says.</summary>
    public static (bool IsAccepted, string Reason, string Proof) Pong(byte[]? frame)
    {
        var reader = new MessagePackReader(frame);
        Assert.True(reader.TryRead(MessagePackKind.Array, out var parts) && parts.Count == 5);
        Assert.True(reader.TryReadText(out var kind));
        Assert.Equal("PONG", Encoding.UTF8.GetString(frame.AsSpan(kind)));
        Assert.True(reader.TryRead(MessagePackKind.Boolean, out var isAccepted));
        Assert.True(reader.TryReadText(out var reason));
        Assert.True(reader.TryReadText(out _));
        Assert.True(reader.TryReadText(out var proof));
        return (
            isAccepted.Number == 1,
            Encoding.UTF8.GetString(frame.AsSpan(reason)),
            Encoding.UTF8.GetString(frame.AsSpan(proof))
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _tcp.Dispose();
    }

    private static (byte[] Nonce, byte[] Auth) Challenge(byte[]? frame)
    {
        var reader = new MessagePackReader(frame);
        Assert.True(reader.TryRead(MessagePackKind.Array, out var parts) && parts.Count == 2);
        Assert.True(reader.TryReadText(out var kind));
        Assert.Equal("HELO", Encoding.UTF8.GetString(frame.AsSpan(kind)));
        Assert.True(reader.TryRead(MessagePackKind.Map, out var options) && options.Count == 3);
        Assert.True(reader.TryReadText(out _));
        Assert.True(reader.TryReadText(out var nonce));
        Assert.True(reader.TryReadText(out _));
        Assert.True(reader.TryReadText(out var auth));
        return (frame.AsSpan(nonce).ToArray(), frame.AsSpan(auth).ToArray());
    }

    private static string AckOf(byte[] frame)
    {
        var reader = new MessagePackReader(frame);
        Assert.True(reader.TryRead(MessagePackKind.Map, out var pairs) && pairs.Count == 1);
        Assert.True(reader.TryReadText(out var name));
        Assert.Equal("ack", Encoding.UTF8.GetString(frame.AsSpan(name)));
        Assert.True(reader.TryReadText(out var chunk));
        return Encoding.UTF8.GetString(frame.AsSpan(chunk));
    }

    private static string Digest(params object[] parts) =>
        Convert.ToHexStringLower(
            SHA512.HashData([.. parts.SelectMany(p => p as byte[] ?? Encoding.UTF8.GetBytes((string)p))])
        );
}
