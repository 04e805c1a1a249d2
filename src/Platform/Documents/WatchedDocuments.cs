namespace Monolith.Platform.Documents;

/// <summary>Documents that are read anew by one at a time: what was read earlier never takes the place of what was read
/// later.</summary>
public abstract class WatchedDocuments : IWatchedDocuments, IDisposable
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
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what is held.</summary>
    protected virtual void Dispose(bool disposing) => _turn.Dispose();

    /// <summary>Takes in what the store has now. Called by one at a time.</summary>
    protected abstract Task ReloadInTurnAsync(CancellationToken cancellationToken);
}
