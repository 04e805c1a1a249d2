namespace Monolith.Storage.Shipping;

/// <summary>Opens once the tables are there.</summary>
internal sealed class SchemaGate
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the tables are there.</summary>
    public bool IsOpen => _open.Task.IsCompleted;

    /// <summary>Why the tables are not there yet, or null.</summary>
    public string? LastError { get; private set; }

    /// <summary>The tables are there.</summary>
    public void Open()
    {
        LastError = null;
        _open.TrySetResult();
    }

    /// <summary>The tables could not be made this time.</summary>
    public void Failed(Exception error) => LastError = error.Message;

    /// <summary>Returns once the tables are there.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _open.Task.WaitAsync(cancellationToken);
}
