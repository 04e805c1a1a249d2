using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Storage.Contracts;
using Monolith.Storage.Deliveries;
using Monolith.Storage.Spool;

namespace Monolith.Storage.Shipping;

/// <summary>Ships what is in the spool, in order, one range at a time, and frees it when ClickHouse has confirmed it.</summary>
internal sealed class Shipper(
    SpoolHolder spool,
    ClickHouseTarget target,
    SchemaGate schema,
    DeliveryJournal deliveries,
    IOptions<StorageOptions> options,
    TimeProvider clock,
    StorageMetrics metrics,
    ILogger<Shipper> logger
) : BackgroundService
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);

    private readonly StorageOptions _options = options.Value;
    private SpoolFolder _folder = null!;
    private RangeReader _reader = null!;
    private RangeShipper _shipper = null!;
    private ShippingProgress _progress = null!;
    private string _progressPath = "";
    private long _rowsTaken;
    private long _oldestUnixMs;
    private ulong _firstNumberOfThisRun;
    private volatile ShippingState _state = ShippingState.Starting;
    private volatile string? _lastError;

    /// <summary>Frames that are damaged, kept for a person to look at.</summary>
    public SetAsideFolder? Damaged { get; private set; }

    /// <summary>Frames that ClickHouse refused, kept for a person to look at.</summary>
    public SetAsideFolder? Refused { get; private set; }

    /// <summary>What the shipper is doing.</summary>
    public ShippingState State => _state;

    /// <summary>What went wrong last, or null once it went well again.</summary>
    public string? LastError => _lastError;

    /// <summary>How many frames ClickHouse has not confirmed.</summary>
    public long WaitingFrames => _progress is { } progress ? (long)(_folder.NextNumber - progress.NextNumber) : 0;

    /// <summary>How long the oldest of them has been waiting.</summary>
    public TimeSpan OldestAge =>
        Volatile.Read(ref _oldestUnixMs) is > 0 and var oldest
            ? Age(DateTimeOffset.FromUnixTimeMilliseconds(oldest))
            : TimeSpan.Zero;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Done here, after the commit loop has opened the spool and before its first record can be acknowledged.
        _folder = spool.Folder;
        Damaged = new SetAsideFolder(Path.Combine(_folder.Path, "damaged"), "damaged", metrics, logger);
        Refused = new SetAsideFolder(Path.Combine(_folder.Path, "refused"), "refused", metrics, logger);
        _reader = new RangeReader(_folder, Damaged, logger);
        _shipper = new RangeShipper(target, Refused, metrics, logger);
        _firstNumberOfThisRun = _folder.NextNumber;
        _progressPath = Path.Combine(_folder.Path, "shipping.state");
        Save(Load());
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await schema.WaitAsync(stoppingToken);
            await ShipForEverAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _state = ShippingState.Stopped;
        }
    }

    private async Task ShipForEverAsync(CancellationToken stoppingToken)
    {
        var wait = FirstRetry;
        var isAgain = _progress.IsSending;

        // A version before this one may have cut it into other inserts, under other tokens.
        var isInherited = isAgain;
        while (true)
        {
            stoppingToken.ThrowIfCancellationRequested();
            try
            {
                var range = isAgain ? Again() : await TakeAsync(stoppingToken);
                _state = ShippingState.Shipping;
                var isDoubted = isInherited || range.Start < _progress.DoubtedBefore;
                await _shipper.ShipAsync(range, isAgain, isDoubted, stoppingToken);
                Confirm(range);
                (isAgain, isInherited, wait, _lastError) = (false, false, FirstRetry, null);
                continue;
            }
#pragma warning disable CA1031 // The shipper outlives every error: nothing it has to ship may be given up.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                isAgain = _progress.IsSending;
                Report(e);
            }

            await Task.Delay(wait, clock, stoppingToken);
            wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, _options.ShipRetryMax.Ticks));
        }
    }

    private ShippingRange Again() => _reader.Again(_progress.Confirmed, _progress.Sending, _progress.NextNumber);

    private async Task<ShippingRange> TakeAsync(CancellationToken stoppingToken)
    {
        await WaitUntilDueAsync(stoppingToken);
        var range = _reader.Next(_progress.Confirmed, _progress.NextNumber, _options.ShipRows, _options.ShipBytes);
        _rowsTaken += range.Frames.Where(f => f.Header.Number >= _firstNumberOfThisRun).Sum(f => (long)f.Header.Rows);
        Save(_progress with { Sending = range.End });
        return range;
    }

    private async Task WaitUntilDueAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var wait = Timeout.InfiniteTimeSpan;
            var since = _reader.OldestSince(_progress.Confirmed);
            Volatile.Write(ref _oldestUnixMs, since?.ToUnixTimeMilliseconds() ?? 0);
            if (since is { } oldest)
            {
                wait = _options.ShipAge - Age(oldest);
                if (wait <= TimeSpan.Zero || IsEnough())
                {
                    return;
                }
            }

            _state = ShippingState.Idle;
            await _folder.WaitForFramesAsync(wait, stoppingToken);
        }
    }

    private bool IsEnough() =>
        _folder.RowsAppended - _rowsTaken >= _options.ShipRows
        || _folder.BytesAfter(_progress.Confirmed) >= _options.ShipBytes;

    // A frame from the future is as old as can be: somebody has set the clock back.
    private TimeSpan Age(DateTimeOffset since) =>
        clock.GetUtcNow() is var now && now >= since ? now - since : TimeSpan.MaxValue;

    private void Confirm(ShippingRange range)
    {
        deliveries.Keep(range.Frames);
        Save(_progress with { Confirmed = range.End, Sending = range.End, NextNumber = range.NextNumber });
        _folder.Release(range.End);
    }

    private void Save(ShippingProgress progress)
    {
        progress.Save(_progressPath);
        _progress = progress;
    }

    private ShippingProgress Load()
    {
        if (ShippingProgress.Load(_progressPath) is { } progress && progress.Confirmed <= _folder.End)
        {
            return progress;
        }

        // Whatever is in the spool may have been shipped, for all that is known.
        if (_folder.NextNumber > 1)
        {
            logger.ProgressLost(_progressPath);
        }

        var number = _folder.OldestNumber;
        return new ShippingProgress(_folder.Start, _folder.Start, _folder.End, number);
    }

    private void Report(Exception error)
    {
        // Once for each outage, not for each try: the status shows the latest error.
        if (_lastError is null)
        {
            logger.ShippingFailed(error);
        }

        _state = ShippingState.Waiting;
        _lastError = error.Message;
    }
}
