namespace Monolith.Processing.Documents;

/// <summary>Documents that are read anew by one at a time: what was read earlier never takes the place of what was read
/// later.</summary>
internal abstract class WatchedDocuments : IWatchedDocuments, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await ReloadInTurnAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>Takes in what the store has now. Called by one at a time.</summary>
    protected abstract Task ReloadInTurnAsync(CancellationToken cancellationToken);
}
