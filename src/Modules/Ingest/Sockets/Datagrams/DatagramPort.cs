using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monolith.Ingest.Intake;
using Monolith.Platform.Listening;

namespace Monolith.Ingest.Sockets.Datagrams;

/// <summary>What is spoken on a UDP port. Used by one port alone.</summary>
internal interface IDatagramProtocol : IMessageDecoder
{
    /// <summary>Adds the message of a datagram to the batch, or those that it completes, or none.</summary>
    /// <returns>Why the datagram is dropped; null when it is not.</returns>
    string? Receive(ReadOnlySpan<byte> datagram, Peer peer, DatagramBatch batch);
}

/// <summary>
/// Reads datagrams from one UDP port. What comes while a batch is committed is gathered in the next one; what comes while both
/// are full waits in the operating system, and is dropped there when its buffer is full too.
/// </summary>
internal sealed class DatagramPort(
    Sender sender,
    string source,
    Listener listener,
    UdpPortOptions options,
    IDatagramProtocol protocol,
    SocketIntake intake,
    SocketMetrics metrics,
    TimeProvider clock,
    ILogger<DatagramPort> logger
) : IHostedLifecycleService, IDisposable
{
    private const int LargestDatagram = 65_535;
    private static readonly TimeSpan GraceOnStop = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket = new(listener.Requested.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly PeerTable _peers = new(new AllowList(options.AllowedClients));
    private readonly byte[] _datagram = new byte[LargestDatagram];
    private readonly SocketAddress _from = new(listener.Requested.AddressFamily);
    private DatagramBatch _filling = new(protocol);
    private DatagramBatch _other = new(protocol);
    private Task _committing = Task.CompletedTask;
    private Task _receiving = Task.CompletedTask;

    /// <summary>Opens the port. Nothing is read before everything has started that records need.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (listener.Requested.Address.Equals(IPAddress.IPv6Any))
        {
            _socket.DualMode = true;
        }

        _socket.ReceiveBufferSize = options.ReceiveBufferBytes;
        if (_socket.ReceiveBufferSize < options.ReceiveBufferBytes)
        {
            logger.SmallReceiveBuffer(sender.Key, _socket.ReceiveBufferSize, options.ReceiveBufferBytes);
        }

        try
        {
            _socket.Bind(listener.Requested);
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new IOException(
                $"Failed to bind to address udp://{listener.Requested}: address already in use.",
                new AddressInUseException(taken.Message, taken)
            );
        }

        listener.Bound = _socket.LocalEndPoint;
        var port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
        metrics.WatchKernelDrops(sender.Key, () => KernelDrops.At(port));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _receiving = Task.Run(ReceiveForEverAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Stops reading and commits what was read, while there still is something to commit to.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _giveUp.CancelAfter(GraceOnStop);
        await _stop.CancelAsync();
        await _receiving;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        // Not stopped but dropped, as after a start that failed: the loop must end all the same.
        _stop.Cancel();
        _giveUp.Cancel();
        _socket.Dispose();
        _stop.Dispose();
        _giveUp.Dispose();
    }

    private async Task ReceiveForEverAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await ReceiveAsync();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // The loop's condition ends it.
            }
#pragma warning disable CA1031 // The port outlives every error: there is nobody whom it could tell.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                logger.DatagramsFailed(failure, sender.Key);
                await Task.Delay(PauseAfterFailure, clock, CancellationToken.None);
            }
        }

        await _committing;
        ReceiveRest();
        await CommitAsync(_filling);
    }

    private void ReceiveRest()
    {
        try
        {
            while (_socket.Available > 0 && !_filling.IsFull)
            {
                Keep(_socket.ReceiveFrom(_datagram, SocketFlags.None, _from));
            }
        }
        catch (ObjectDisposedException dropped)
        {
            logger.DatagramsFailed(dropped, sender.Key);
        }
    }

    private async Task ReceiveAsync()
    {
        while (true)
        {
            var receiving = _socket.ReceiveFromAsync(_datagram, SocketFlags.None, _from, _stop.Token);
            Keep(
                receiving.IsCompleted || _filling.Count == 0
                    ? await receiving
                    : await CommitUntilAsync(receiving.AsTask())
            );
            if (_filling.IsFull)
            {
                await _committing.WaitAsync(_stop.Token);
                HandOver();
            }
        }
    }

    /// <summary>Nothing waits in the operating system, so what was gathered need not wait either, but for the batch before it.</summary>
    private async Task<int> CommitUntilAsync(Task<int> receiving)
    {
        await Task.WhenAny(receiving, _committing);
        if (!receiving.IsCompleted)
        {
            HandOver();
        }

        return await receiving;
    }

    private void Keep(int length)
    {
        var peer = _peers.Find(_from);
        var reason = peer.IsAllowed ? protocol.Receive(_datagram.AsSpan(0, length), peer, _filling) : "not_allowed";
        if (reason is not null)
        {
            metrics.Dropped(sender.Key, reason);
        }
    }

    /// <summary>Begins to commit what was gathered, on another thread, so that this one can gather on. The batch before must have
    /// been committed.</summary>
    private void HandOver()
    {
        (_filling, _other) = (_other, _filling);
        _committing = Task.Run(() => CommitAsync(_other));
    }

    private async Task CommitAsync(DatagramBatch batch)
    {
        try
        {
            if (batch.Count > 0)
            {
                await intake.TakeAsync(sender, source, batch.Bytes, batch.Decode, _giveUp.Token);
            }
        }
        catch (OperationCanceledException) when (_giveUp.IsCancellationRequested)
        {
            logger.DatagramsGivenUp(sender.Key, batch.Count);
            metrics.Dropped(sender.Key, "stopping", batch.Count);
        }
#pragma warning disable CA1031 // The port outlives every error; what could not be kept is counted.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            logger.DatagramsFailed(failure, sender.Key);
            metrics.Dropped(sender.Key, "failure", batch.Count);
        }
        finally
        {
            batch.Clear();
        }
    }
}
