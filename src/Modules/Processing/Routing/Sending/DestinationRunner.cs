using Microsoft.Extensions.Logging;
using Monolith.Platform.Documents;
using Monolith.Processing.Routing.Destinations;
using Monolith.Processing.Routing.Queue;

namespace Monolith.Processing.Routing.Sending;

/// <summary>How it goes with a destination on this replica, since it started.</summary>
/// <param name="Queued">Records that wait.</param>
/// <param name="QueuedBytes">How much disk they take.</param>
/// <param name="OldestAgeSeconds">How long the oldest has waited.</param>
/// <param name="Sent">Records that the destination has taken.</param>
/// <param name="FailedAttempts">Attempts that did not work and were made again.</param>
/// <param name="Lost">Records that made room for others, or were damaged on disk.</param>
/// <param name="DeadLetters">Records that it will not take, kept to be looked at.</param>
/// <param name="LastSentAt">When it last took some.</param>
/// <param name="LastErrorAt">When it last failed.</param>
/// <param name="LastError">Why.</param>
/// <param name="NextAttemptAt">When it is tried again; null while it works.</param>
internal sealed record DestinationStatus(
    long Queued,
    long QueuedBytes,
    double? OldestAgeSeconds,
    long Sent,
    long FailedAttempts,
    long Lost,
    long DeadLetters,
    DateTimeOffset? LastSentAt,
    DateTimeOffset? LastErrorAt,
    string? LastError,
    DateTimeOffset? NextAttemptAt
);

/// <summary>
/// Sends what waits in the queue of one destination, a batch at a time, and keeps trying: waits grow from attempt to attempt, and a
/// destination may say how long it wants to be left alone. What it will never take, or has not taken for too long, becomes a
/// dead letter.
/// </summary>
internal sealed class DestinationRunner : IAsyncDisposable
{
    private static readonly TimeSpan IdleWait = TimeSpan.FromSeconds(1);

    private readonly DestinationKey _key;
    private readonly RoutingOptions _options;
    private readonly SenderFactory _senders;
    private readonly DestinationPlans _plans;
    private readonly ForwardMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly Task _loop;
    private volatile Destination? _destination;
    private string? _etag;

    // Written by the loop alone.
    private long _sent;
    private long _failedAttempts;
    private int _failuresInARow;
    private DateTimeOffset? _lastSentAt;
    private volatile Failure? _lastFailure;

    public DestinationRunner(
        DestinationKey key,
        ForwardQueue queue,
        DeadLetters letters,
        SenderFactory senders,
        DestinationPlans plans,
        RoutingOptions options,
        ForwardMetrics metrics,
        TimeProvider clock,
        ILogger logger
    )
    {
        (_key, Queue, Letters, _senders, _plans, _options) = (key, queue, letters, senders, plans, options);
        (_metrics, _clock, _logger) = (metrics, clock, logger);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>What waits.</summary>
    public ForwardQueue Queue { get; }

    /// <summary>What the destination will not take.</summary>
    public DeadLetters Letters { get; }

    /// <summary>How it goes.</summary>
    public DestinationStatus Status
    {
        get
        {
            var (queued, failure) = (Queue.Status, _lastFailure);
            return new DestinationStatus(
                queued.Records,
                queued.Bytes,
                queued.OldestAt is { } oldest ? Math.Max(0, (_clock.GetUtcNow() - oldest).TotalSeconds) : null,
                Interlocked.Read(ref _sent),
                Interlocked.Read(ref _failedAttempts),
                Queue.Lost,
                Letters.List().Sum(letter => (long)letter.Records),
                _lastSentAt,
                failure?.At,
                failure?.Receipt,
                failure?.NextAttemptAt
            );
        }
    }

    /// <summary>Takes the destination's settings. What waits is sent by them, at once.</summary>
    public void Configure(Document<Destination> document)
    {
        if (document.ETag == _etag)
        {
            return;
        }

        var destination = document.Value;
        _etag = document.ETag;
        Queue.MaxBytes = destination.QueueMaxBytes ?? _options.QueueMaxBytes;
        Queue.WhenFull = destination.WhenFull ?? WhenFull.DropOldest;
        _destination = destination;
        if (_changed.CurrentCount == 0)
        {
            _changed.Release();
        }
    }

    /// <summary>Stops sending. The queue stays as it is.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await RunAsync(_destination, _stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The loop outlives every error of a turn.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _logger.TurnFailed(e, _key.Tenant.Value, _key.Id);
                NoteFailure("an error of Monolith's own; its log says more", _options.RetryMax);
                _ = await _changed.WaitAsync(_options.RetryMax, CancellationToken.None);
            }
        }
    }

    // Until the settings change.
    private async Task RunAsync(Destination? destination, CancellationToken cancellationToken)
    {
        if (destination is null || destination.Paused)
        {
            _ = await _changed.WaitAsync(IdleWait, cancellationToken);
            return;
        }

        var sender = _senders.Of(_key.Tenant, destination);
        using var disposable = sender as IDisposable;
        while (ReferenceEquals(_destination, destination))
        {
            if (IsGathering(sender) || Queue.Read(sender.MaxBytes) is not { } batch)
            {
                await Queue.WaitAsync(IdleWait, cancellationToken);
                continue;
            }

            using (batch)
            {
                await SendAsync(sender, batch, destination, cancellationToken);
            }
        }
    }

    private bool IsGathering(ISender sender) =>
        sender.Gather > TimeSpan.Zero
        && Queue.Status is { OldestAt: { } oldest } waiting
        && waiting.Bytes < sender.MaxBytes
        && _clock.GetUtcNow() - oldest < sender.Gather;

    // The same records until they are taken or given up, so that a destination that knows their ids has them once.
    private async Task SendAsync(
        ISender sender,
        OutgoingBatch batch,
        Destination destination,
        CancellationToken cancellationToken
    )
    {
        while (ReferenceEquals(_destination, destination) && Queue.IsNext(batch))
        {
            var result = await TryAsync(sender, batch, destination, cancellationToken);
            switch (result.Outcome)
            {
                case SendOutcome.Delivered:
                    Take(batch, destination, result);
                    return;
                case SendOutcome.Refused:
                    GiveUp(batch, result.Receipt);
                    return;
                case SendOutcome.Failed when _clock.GetUtcNow() - batch.QueuedAt >= _options.GiveUpAfter:
                    GiveUp(batch, $"not taken for {_options.GiveUpAfter}: {result.Receipt}");
                    return;
                case SendOutcome.Failed:
                    await WaitAsync(result, destination, cancellationToken);
                    break;
                default:
                    throw new InvalidOperationException($"{result.Outcome} is no outcome.");
            }
        }
    }

    private async Task<SendResult> TryAsync(
        ISender sender,
        OutgoingBatch batch,
        Destination destination,
        CancellationToken cancellationToken
    )
    {
        var began = _clock.GetTimestamp();
        using var bound = new CancellationTokenSource(_options.SendTimeout, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        SendResult result;
        try
        {
            _plans.Check(_key.Tenant, destination);
            result = await sender.SendAsync(batch, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            result = new SendResult(
                SendOutcome.Failed,
                $"no answer within {_options.SendTimeout.TotalSeconds:0.###} s"
            );
        }
        catch (UnusableDestinationException unusable)
        {
            result = new SendResult(SendOutcome.Failed, unusable.Message);
        }

        _metrics.Tried(destination.Kinds().First().Name, result.Outcome, _clock.GetElapsedTime(began));
        return result;
    }

    private void Take(OutgoingBatch batch, Destination destination, in SendResult result)
    {
        if (result.Refused is { Count: > 0 } refused)
        {
            Bury(batch, refused, result.Receipt);
        }

        Queue.Advance(batch);
        var taken = batch.Count - (result.Refused?.Count ?? 0);
        Interlocked.Add(ref _sent, taken);
        _metrics.Sent(destination.Kinds().First().Name, taken);
        _lastSentAt = _clock.GetUtcNow();
        if (_failuresInARow > 0)
        {
            _failuresInARow = 0;
            _logger.SendingWorks(_key.Tenant.Value, _key.Id);
        }

        if (_lastFailure is { NextAttemptAt: not null } failure)
        {
            _lastFailure = failure with { NextAttemptAt = null };
        }
    }

    private void GiveUp(OutgoingBatch batch, string reason)
    {
        Bury(batch, refused: null, reason);
        Queue.Advance(batch);
    }

    // Before the queue moves on: a crash between leaves them in both places.
    private void Bury(OutgoingBatch batch, IReadOnlySet<int>? refused, string reason)
    {
        using var records = new MemoryStream();
        var (index, count) = (0, 0);
        foreach (var record in batch.Records())
        {
            if (refused is null || refused.Contains(index))
            {
                records.Write(record.Encoded.Span);
                count++;
            }

            index++;
        }

        Letters.Add(_clock.GetUtcNow(), count, reason, records.GetBuffer().AsSpan(0, (int)records.Length));
        _metrics.Lost("dead_letter", count);
        _logger.DeadLettered(count, _key.Tenant.Value, _key.Id, reason);
        _lastFailure = new Failure(_clock.GetUtcNow(), reason, NextAttemptAt: null);
    }

    private async Task WaitAsync(SendResult result, Destination destination, CancellationToken cancellationToken)
    {
        var wait = RetryDelay.After(_failuresInARow, _options.RetryFirst, _options.RetryMax, result.RetryAfter);
        NoteFailure(result.Receipt, wait);
        if (_failuresInARow == 0)
        {
            _logger.SendingFails(_key.Tenant.Value, _key.Id, result.Receipt);
        }

        _failuresInARow++;

        // A change of the settings ends the wait: they may have been what was wrong.
        for (var until = _clock.GetUtcNow() + wait; ReferenceEquals(_destination, destination); )
        {
            var left = until - _clock.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            _ = await _changed.WaitAsync(left, cancellationToken);
        }
    }

    private void NoteFailure(string receipt, TimeSpan wait)
    {
        Interlocked.Increment(ref _failedAttempts);
        var now = _clock.GetUtcNow();
        _lastFailure = new Failure(now, receipt, now + wait);
    }

    private sealed record Failure(DateTimeOffset At, string Receipt, DateTimeOffset? NextAttemptAt);
}
