namespace Monolith.DaprSidecar.Bindings;

/// <summary>Stands for a binding whose outside is not there: remembers what it was asked, for tests to look at.</summary>
internal sealed class RecordingBinding(string name, Broker broker) : IOutputBinding
{
    public Task<BindingResult?> InvokeAsync(BindingCall call, CancellationToken cancellationToken)
    {
        broker.Outside.BindingCalls(name).Enqueue(call);
        return Task.FromResult<BindingResult?>(null);
    }
}
