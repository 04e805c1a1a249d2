using Microsoft.Extensions.Logging;
using Monolith.Platform.Documents;

namespace Monolith.Platform.Leases;

/// <summary>A lease that this process has, or has lost.</summary>
internal sealed class Lease : ILease
{
    private readonly IDocumentStore _documents;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly LeaseDocument _taken;
    private readonly CancellationTokenSource _lost;
    private readonly CancellationTokenSource _ended = new();
    private readonly SemaphoreSlim _turn = new(1); // held while the document is written
    private readonly Task _renewal;

    /// <param name="name">What is owned.</param>
    /// <param name="taken">The document as it was written.</param>
    /// <param name="began">When its writing began, as a timestamp of the clock.</param>
    /// <param name="documents">Where it was written.</param>
    /// <param name="clock">Measures the time that is left.</param>
    /// <param name="logger">Hears of trouble.</param>
    public Lease(
        string name,
        LeaseDocument taken,
        long began,
        IDocumentStore documents,
        TimeProvider clock,
        ILogger logger
    )
    {
        (Name, _taken) = (name, taken);
        (_documents, _clock, _logger) = (documents, clock, logger);
        _lost = new CancellationTokenSource(taken.Duration, clock);
        Lost = _lost.Token;
        LoseAfterDuration(began);
        _renewal = RenewUntilEndAsync();
    }

    public string Name { get; }

    public long FencingToken => _taken.FencingToken;

    public CancellationToken Lost { get; }

    public async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (Lost.IsCancellationRequested)
            {
                return false;
            }

            var began = _clock.GetTimestamp();
            if (await TryWriteAsync(_clock.GetUtcNow() + _taken.Duration, cancellationToken))
            {
                LoseAfterDuration(began);
                return !Lost.IsCancellationRequested;
            }

            await _lost.CancelAsync();
            _logger.LeaseLost(Name, FencingToken);
            return false;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_ended.IsCancellationRequested)
        {
            return;
        }

        await _ended.CancelAsync();
        await _renewal;
        await GiveBackAsync();
        await _lost.CancelAsync();
        _lost.Dispose();
        _ended.Dispose();
    }

    /// <summary>The time runs from before the write, so that the lease ends here before it ends for the others.</summary>
    private void LoseAfterDuration(long began)
    {
        var left = _taken.Duration - _clock.GetElapsedTime(began);
        _lost.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    /// <returns>False when the document is another's.</returns>
    private async Task<bool> TryWriteAsync(DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var current = await _documents.GetAsync<LeaseDocument>(LeaseDocument.Kind, Name, cancellationToken);
        if (current?.Value.FencingToken != FencingToken)
        {
            return false;
        }

        var document = _taken with { Until = until };
        var changes = new DocumentChanges().Replace(LeaseDocument.Kind, Name, document, current.ETag);
        await _documents.CommitAsync(changes, cancellationToken);
        return true;
    }

    private async Task RenewUntilEndAsync()
    {
        using var timer = new PeriodicTimer(_taken.Duration / 3, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token) && !Lost.IsCancellationRequested)
            {
                await TryRenewAsync();
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // Disposed: nothing is left to renew.
        }
    }

    private async Task TryRenewAsync()
    {
        try
        {
            await RenewAsync(_ended.Token);
        }
        catch (Exception exception) when (!_ended.IsCancellationRequested)
        {
            // It is tried again before the lease ends, and when it ends, its token says so.
            _logger.LeaseNotRenewed(exception, Name);
        }
    }

    private async Task GiveBackAsync()
    {
        if (Lost.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await TryWriteAsync(until: null, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The others wait until it has ended by itself.
            _logger.LeaseNotGivenBack(exception, Name);
        }
    }
}
