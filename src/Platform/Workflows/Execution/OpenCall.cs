using System.Diagnostics;
using System.Text.Json;

namespace Monolith.Platform.Workflows.Execution;

/// <summary>What a call of the context was for. Results are matched by kind and number.</summary>
internal enum CallKind
{
    Activity,
    Child,
    Timer,
}

/// <summary>A call of the context whose result has not come yet.</summary>
internal abstract class OpenCall
{
    /// <summary>Ends the call with a result.</summary>
    public abstract void Complete(string? json);

    /// <summary>Ends the call with an error.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>A call whose result is awaited. Its continuations run inside the method that ends it, on the workflow's thread.</summary>
internal sealed class OpenCall<T> : OpenCall
{
    private readonly TaskCompletionSource<T> _source = new();

    public Task<T> Task => _source.Task;

    public override void Complete(string? json)
    {
        T value;
        try
        {
            value = Payload.Read<T>(json)!;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            _source.TrySetException(e);
            return;
        }

        _source.TrySetResult(value);
    }

    public override void Fail(Exception exception) => _source.TrySetException(exception);

    /// <summary>Ends the call without a result.</summary>
    public void Cancel(string reason) => _source.TrySetException(new TaskCanceledException(reason));
}

/// <summary>The timer that bounds the wait for an event.</summary>
/// <param name="onFired">The event did not come in time.</param>
internal sealed class OpenGuard(Action onFired) : OpenCall
{
    public override void Complete(string? json) => onFired();

    public override void Fail(Exception exception) => throw new UnreachableException("Timers do not fail.", exception);
}
