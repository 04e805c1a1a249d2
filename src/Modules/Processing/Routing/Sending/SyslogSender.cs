using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Options;
using Monolith.Platform.Outgoing;
using Monolith.Processing.Routing.Destinations;
using Monolith.Processing.Routing.Queue;

namespace Monolith.Processing.Routing.Sending;

/// <summary>
/// Sends records to a syslog server: RFC 5424, over TCP and TLS with the length before each message. Syslog has no answers; what
/// there is instead is the server's end of the connection, which it closes once it has read everything.
/// </summary>
internal sealed class SyslogSender(SyslogSettings settings, IOptions<RoutingOptions> options, TimeProvider clock)
    : ISender
{
    private const int DefaultPort = 514;
    private const int DefaultTlsPort = 6514;
    private const int MaxDatagram = 60_000;

    private static readonly TimeSpan CloseBound = TimeSpan.FromSeconds(5);

    private readonly AddressGuard _guard = new(options.Value.AllowedNetworks ?? []);
    private readonly SyslogMessage _message = new(settings.Facility);
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly ArrayBufferWriter<byte> _one = new();

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutgoingBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            return settings.Transport == SyslogTransport.Udp
                ? await SendDatagramsAsync(batch, cancellationToken)
                : await SendStreamAsync(batch, cancellationToken);
        }
        catch (Exception e)
            when (e is SocketException or IOException or System.Security.Authentication.AuthenticationException)
        {
            return DestinationHttp.Failure(e);
        }
    }

    private int Port => settings.Port ?? (settings.Transport == SyslogTransport.Tls ? DefaultTlsPort : DefaultPort);

    private async Task<SendResult> SendStreamAsync(OutgoingBatch batch, CancellationToken cancellationToken)
    {
        _bytes.ResetWrittenCount();
        foreach (var (_, record, _) in batch.Records())
        {
            _one.ResetWrittenCount();
            _message.Write(record, _one);
            _bytes.Write(Encoding.ASCII.GetBytes($"{_one.WrittenCount} "));
            _bytes.Write(_one.WrittenSpan);
        }

        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(await _guard.ResolveAsync(settings.Host, cancellationToken), Port, cancellationToken);
        await using Stream plain = new NetworkStream(socket, ownsSocket: false);
        if (settings.Transport != SyslogTransport.Tls)
        {
            await plain.WriteAsync(_bytes.WrittenMemory, cancellationToken);
            return await WaitForCloseAsync(plain, socket, cancellationToken);
        }

        await using var tls = new SslStream(plain);
        await tls.AuthenticateAsClientAsync(Trust(), cancellationToken);
        await tls.WriteAsync(_bytes.WrittenMemory, cancellationToken);
        await tls.ShutdownAsync();
        return await WaitForCloseAsync(tls, socket, cancellationToken);
    }

    private SslClientAuthenticationOptions Trust()
    {
        var trust = new SslClientAuthenticationOptions { TargetHost = settings.Host };
        if (settings.Ca is { } ca)
        {
            trust.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            trust.CertificateChainPolicy.CustomTrustStore.ImportFromPem(ca);
        }

        return trust;
    }

    // Of a server that takes no records from us after all, because it wants a certificate, this reads the alert.
    private async Task<SendResult> WaitForCloseAsync(Stream stream, Socket socket, CancellationToken cancellationToken)
    {
        socket.Shutdown(SocketShutdown.Send);
        using var bound = new CancellationTokenSource(CloseBound, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        var rest = new byte[256];
        try
        {
            while (await stream.ReadAsync(rest, both.Token) > 0)
            {
                // A server may say goodbye; syslog gives it nothing to say.
            }

            return new SendResult(SendOutcome.Delivered, "the server has read everything");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SendResult(SendOutcome.Delivered, "written; the server keeps the connection open");
        }
    }

    private async Task<SendResult> SendDatagramsAsync(OutgoingBatch batch, CancellationToken cancellationToken)
    {
        var addresses = await _guard.ResolveAsync(settings.Host, cancellationToken);
        using var socket = new Socket(addresses[0].AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(new IPEndPoint(addresses[0], Port), cancellationToken);
        foreach (var (_, record, _) in batch.Records())
        {
            _one.ResetWrittenCount();
            _message.Write(record, _one);
            await socket.SendAsync(
                _one.WrittenMemory[..Math.Min(_one.WrittenCount, MaxDatagram)],
                SocketFlags.None,
                cancellationToken
            );
        }

        return new SendResult(SendOutcome.Delivered, "sent; UDP tells nothing of what arrives");
    }
}
