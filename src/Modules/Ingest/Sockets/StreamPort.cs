using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using Monolith.Ingest.Bodies;
using Monolith.Ingest.Intake;

namespace Monolith.Ingest.Sockets;

/// <summary>What is spoken on a TCP port. One instance serves all its connections at once.</summary>
internal interface IStreamProtocol
{
    /// <summary>Speaks with one client to the end. What it has read it also takes, before it returns.</summary>
    /// <returns>Why the host closes the connection; null when the client has finished.</returns>
    Task<string?> ServeAsync(StreamConnection connection);
}

/// <summary>Serves the connections of one TCP port: within its bounds, each apart from the others.</summary>
internal sealed class StreamPort(
    Sender sender,
    TcpPortOptions options,
    IStreamProtocol protocol,
    SocketIntake intake,
    MemoryGate gate,
    SocketMetrics metrics,
    TimeProvider clock,
    ILogger<StreamPort> logger
)
{
    /// <summary>Why a connection is closed whose client lets its answers pile up.</summary>
    public const string AnswersNotRead = "acks_not_read";

    /// <summary>How long what was read may wait for room once the host is stopping.</summary>
    private static readonly TimeSpan GraceOnStop = TimeSpan.FromSeconds(10);

    private readonly AllowList _allowed = new(options.AllowedClients);
    private int _connections;

    /// <summary>Serves one connection to its end.</summary>
    public async Task ServeAsync(ConnectionContext connection)
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        var isWithinBound = Interlocked.Increment(ref _connections) <= options.MaxConnections;
        metrics.Connected(sender.Key, 1);
        try
        {
            var reason =
                !_allowed.Allows(address) ? "not_allowed"
                : !isWithinBound ? "too_many_connections"
                : await SpeakAsync(connection, PeerName.Of(address));
            if (reason is not null)
            {
                metrics.Closed(sender.Key, reason);
            }

            // In peace it would be closed once the client has read them.
            if (reason == AnswersNotRead)
            {
                connection.Abort(new ConnectionAbortedException("The client does not read its answers."));
            }
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
            metrics.Connected(sender.Key, -1);
        }
    }

    private async Task<string?> SpeakAsync(ConnectionContext connection, ReadOnlyMemory<byte> peer)
    {
        var closing =
            connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested
            ?? CancellationToken.None;
        using var giveUp = new CancellationTokenSource();
        await using var grace = closing.Register(() => giveUp.CancelAfter(GraceOnStop));
        using var stream = new StreamConnection(
            sender,
            peer,
            connection.Transport,
            intake,
            gate,
            clock,
            closing,
            giveUp.Token
        );
        try
        {
            return await protocol.ServeAsync(stream);
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            logger.ConnectionGivenUp(sender.Key, stream.Unread.Length);
            return "stopping";
        }
        catch (Exception gone) when (gone is IOException or ConnectionAbortedException)
        {
            // The client went away; whole messages that it had sent were taken when they came.
            return "client_gone";
        }
#pragma warning disable CA1031 // One connection's failure must not reach the server that serves all of them.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            logger.ConnectionFailed(failure, sender.Key);
            return "failure";
        }
    }
}

/// <summary>The addresses of clients as text.</summary>
internal static class PeerName
{
    /// <summary>The address, without the form in which IPv6 writes IPv4.</summary>
    public static byte[] Of(IPAddress address) =>
        Encoding.UTF8.GetBytes((address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString());
}
