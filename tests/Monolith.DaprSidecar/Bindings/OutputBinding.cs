namespace Monolith.DaprSidecar.Bindings;

/// <summary>One call of an output binding.</summary>
/// <param name="Operation">What is to be done.</param>
/// <param name="Data">JSON text: a string has its quotes.</param>
/// <param name="Metadata">How it is to be done.</param>
public sealed record BindingCall(
    string Operation,
    ReadOnlyMemory<byte> Data,
    IReadOnlyDictionary<string, string> Metadata
);

/// <summary>What a binding answers; it may fail and say something all the same.</summary>
internal sealed record BindingResult(byte[] Data, IReadOnlyDictionary<string, string> Metadata, string? Error = null);

/// <summary>Does something outside.</summary>
internal interface IOutputBinding
{
    /// <returns>Null when there is nothing to say.</returns>
    Task<BindingResult?> InvokeAsync(BindingCall call, CancellationToken cancellationToken);
}
